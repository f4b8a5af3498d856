import { buildOpenApiDocument } from '../../../app/openapi-document.ts'
import { type CommandContext, print } from '../../context.ts'
import { toJsonText, toYaml } from '../../documents.ts'

/** Prints the document that the server publishes, indented. */
export const openApi = async ({ stdout }: CommandContext, yaml: boolean): Promise<void> => {
  const document = await buildOpenApiDocument()
  await print(stdout, yaml ? await toYaml(document) : toJsonText(document))
}

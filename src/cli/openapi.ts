import { buildOpenApiDocument } from '../container.ts'
import type { CommandContext } from './context.ts'

/** Prints the document as the server publishes it, indented. */
export const openApi = async ({ stdout }: CommandContext): Promise<void> => {
  stdout.write(`${JSON.stringify(await buildOpenApiDocument(), null, 2)}\n`)
}

import { buildOpenApiDocument } from '../container.ts'
import type { CommandContext } from './context.ts'

/** Prints the document as the server publishes it, indented. */
export const openApi = async ({ stdout }: CommandContext): Promise<void> => {
  const text = `${JSON.stringify(await buildOpenApiDocument(), null, 2)}\n`
  // The process ends when the command does; a pipe takes a text of this size in several parts.
  await new Promise<void>((resolve) => {
    stdout.write(text, resolve)
  })
}

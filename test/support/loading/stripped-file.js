import { hash } from 'node:crypto'
import { join } from 'node:path'

/** Where files without their types are kept. */
export const STRIPPED = join(import.meta.dirname, '../../../node_modules/.cache/stripped', process.version)

/**
 * Where a file with this content is kept without its types.
 * @type {(text: string) => string}
 */
export const strippedFile = (text) => join(STRIPPED, `${hash('sha1', text)}.js`)

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../../..')

/** The address that documents write for the reader's server. */
export const SERVER = 'http://127.0.0.1:8000'

export interface Document {
  /** Relative to the repository, such as `docs/guide/graphs.md`. */
  readonly path: string
  readonly text: string
}

export const readDocument = (path: string): Document => ({
  path,
  text: readFileSync(join(ROOT, path), 'utf8'),
})

/** The README and everything in `docs`. */
export const readDocuments = (): readonly Document[] =>
  ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT }).sort()].map(readDocument)

export interface Block {
  readonly language: string
  readonly content: string
  /** Where its first line stands in the document, counted from 1. */
  readonly line: number
  /** The text between the block before it, or the start of the document, and this one. */
  readonly lead: string
}

/** The fenced code blocks of a document, in order. */
export const blocksOf = ({ text }: Document): readonly Block[] => {
  let end = 0
  return [...text.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)].map(
    ({ 0: whole, 1: language = '', 2: content = '', index }) => {
      const lead = text.slice(end, index)
      end = index + whole.length
      return { language, content, line: text.slice(0, index).split('\n').length, lead }
    },
  )
}

/** A document without its code blocks. */
export const proseOf = ({ text }: Document): string => text.replaceAll(/^```\S*\n[\s\S]*?^```$/gm, '')

import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { type Document, proseOf, ROOT, readDocument } from './documents.ts'

/** The anchors that GitHub gives the headings of a document. */
export const anchorsOf = (document: Document): ReadonlySet<string> => {
  const seen = new Map<string, number>()
  const anchors = [...proseOf(document).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) => {
    const anchor = title
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-')
    const count = seen.get(anchor) ?? 0
    seen.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  })
  return new Set(anchors)
}

const linkPatterns = [/\]\(([^)\s]+)\)/g, /^\[[^\]]+\]: (\S+)$/gm, /\b(?:href|src|srcset)="([^"]+)"/g]

/** The targets of its links and pictures. */
const targetsOf = (document: Document): readonly string[] =>
  linkPatterns.flatMap((pattern) => [...proseOf(document).matchAll(pattern)].map(([, target = '']) => target))

interface Target {
  readonly link: string
  /** Relative to the repository. */
  readonly path: string
  readonly anchor: string | undefined
}

/** Where the links of a document lead within the repository. */
const localTargetsOf = (document: Document): readonly Target[] =>
  targetsOf(document)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [file = '', anchor] = link.split('#')
      const path = file === '' ? document.path : normalize(join(dirname(document.path), file))
      return { link, path, anchor }
    })

const isBroken = ({ path, anchor }: Target): boolean => {
  if (path.startsWith('..') || !existsSync(join(ROOT, path))) return true
  return anchor !== undefined && path.endsWith('.md') && !anchorsOf(readDocument(path)).has(anchor)
}

/** The links of a document that lead nowhere within the repository. */
export const brokenLinksOf = (document: Document): readonly string[] =>
  localTargetsOf(document)
    .filter(isBroken)
    .map(({ link }) => link)

/** The files that a document has links to. */
export const linkedFilesOf = (document: Document): readonly string[] =>
  localTargetsOf(document).map(({ path }) => path)

const FOLDERS = ['.ci', '.github', 'bench', 'build', 'docs', 'drizzle', 'examples', 'src', 'test']

/** The files and folders of the repository that a document mentions and that do not exist. */
export const missingFilesOf = ({ text }: Document): readonly string[] => {
  const folders = FOLDERS.map((name) => name.replace('.', '\\.')).join('|')
  const pattern = new RegExp(`(?<![\\w./$-])(?:${folders})/[\\w./-]*\\w`, 'g')
  return [...text.matchAll(pattern)].map(([path]) => path).filter((path) => !existsSync(join(ROOT, path)))
}

import { posix } from 'node:path'
import type { ZipEntries } from '../packed/zip-entries.ts'
import { formatFailure } from '../protocol.ts'
import { type DateKind, dateKind } from './dates.ts'
import { readXmlEvents, type XmlEvents } from './xml-events.ts'

export const WORKBOOK = 'xl/workbook.xml'
const RELATIONS = 'xl/_rels/workbook.xml.rels'
const STYLES = 'xl/styles.xml'
const SHARED_TEXTS = 'xl/sharedStrings.xml'

export interface Workbook {
  /** In their order. */
  readonly sheets: readonly Sheet[]
  readonly isFrom1904: boolean
  /** What styles, by their numbers, show. */
  readonly dateStyles: readonly (DateKind | undefined)[]
  readonly sharedTexts: readonly string[]
}

interface Sheet {
  readonly name: string
  /** Of its entry in the file. */
  readonly path: string
}

export interface WorkbookSource {
  readonly name: string
  readonly zip: ZipEntries
  /** A part, as long as it keeps to the limits. */
  chunks(part: string): AsyncIterable<Buffer>
  /** Most characters of the texts that cells share. */
  readonly maxCharacters: number
  tooManyTexts(): Error
}

/** Everything but the cells. */
export const readWorkbook = async (source: WorkbookSource): Promise<Workbook> => {
  const { zip, name } = source
  if (!zip.has(WORKBOOK)) throw formatFailure('FILE_FORMAT', `${name} is no xlsx workbook.`)
  const targets = await relationTargets(source)
  const sheets: Sheet[] = []
  let isFrom1904 = false
  await readPart(source, WORKBOOK, {
    open(element, attributes) {
      if (element === 'workbookPr') isFrom1904 = ['1', 'true'].includes(attributes.date1904 ?? '')
      if (element !== 'sheet') return
      const path = targets.get(attributes['r:id'] ?? relationIn(attributes))
      if (path !== undefined) sheets.push({ name: attributes.name ?? '', path })
    },
  })
  return {
    sheets,
    isFrom1904,
    dateStyles: await dateStyles(source),
    sharedTexts: await sharedTexts(source),
  }
}

const readPart = async (source: WorkbookSource, part: string, events: XmlEvents): Promise<void> => {
  if (!source.zip.has(part)) return
  for await (const _ of readXmlEvents(source.chunks(part), events));
}

const relationIn = (attributes: Readonly<Record<string, string>>): string =>
  Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? ''

const relationTargets = async (source: WorkbookSource): Promise<ReadonlyMap<string, string>> => {
  const targets = new Map<string, string>()
  await readPart(source, RELATIONS, {
    open(element, { Id = '', Target = '' }) {
      if (element !== 'Relationship') return
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : posix.join('xl', Target))
    },
  })
  return targets
}

const dateStyles = async (source: WorkbookSource): Promise<Workbook['dateStyles']> => {
  const codes = new Map<number, string>()
  const styles: (DateKind | undefined)[] = []
  let isInStyles = false
  await readPart(source, STYLES, {
    open(element, { numFmtId = '', formatCode = '' }) {
      if (element === 'numFmt') codes.set(Number(numFmtId), formatCode)
      else if (element === 'cellXfs') isInStyles = true
      else if (element === 'xf' && isInStyles) {
        styles.push(dateKind(Number(numFmtId), codes.get(Number(numFmtId))))
      }
    },
    close(element) {
      if (element === 'cellXfs') isInStyles = false
    },
  })
  return styles
}

const sharedTexts = async (source: WorkbookSource): Promise<readonly string[]> => {
  const texts: string[] = []
  const reader = new TextReader()
  let characters = 0
  await readPart(source, SHARED_TEXTS, {
    open: (element) => reader.open(element),
    text: (text) => reader.text(text),
    close(element) {
      reader.close(element)
      if (element !== 'si') return
      const text = reader.take()
      characters += text.length
      if (characters > source.maxCharacters) throw source.tooManyTexts()
      texts.push(text)
    },
  })
  return texts
}

const ESCAPED = /_x([0-9A-Fa-f]{4})_/g

/** The text of the elements `t`, but not how it is spoken. */
export class TextReader {
  #text = ''
  #isText = false
  #isSpoken = false

  open(element: string) {
    if (element === 'rPh') this.#isSpoken = true
    this.#isText = element === 't' && !this.#isSpoken
  }

  text(text: string) {
    if (this.#isText) this.#text += text
  }

  close(element: string) {
    this.#isText = false
    if (element === 'rPh') this.#isSpoken = false
  }

  take(): string {
    const text = this.#text
    this.#text = ''
    return text.includes('_x')
      ? text.replaceAll(ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      : text
  }
}

import { type PackedJson, packParts, unpack } from '../../lib/json/packed-json.ts'
import { systemErrorCode } from '../../lib/system/system-error.ts'
import { NodeError } from '../errors.ts'
import type { KnownFormat } from '../file-format.ts'
import type { OpenFile } from '../ports.ts'
import { type Controls, isCancelled } from '../workers/controls.ts'
import { type CreateHandler, serveTasks } from '../workers/serve-tasks.ts'
import { readCsv, rowParts, rowsBelow } from './csv/read.ts'
import { withContent } from './packed/with-content.ts'
import type { Content, FormatLimits, FormatReply, FormatTask } from './protocol.ts'
import { parseParts, type ReadTarget, readJson } from './read-json.ts'
import { readBytes, readNdjson, readText } from './read-text.ts'
import { readTable } from './tables/read-table.ts'
import { tabulateLines } from './tables/tabulate-lines.ts'
import { decodedText, readChunks } from './text-chunks.ts'
import { writeContent } from './write-content.ts'
import { sheetBatches } from './xlsx/read-sheet.ts'
import { declaredEncoding } from './xml/declared-encoding.ts'
import { readXml } from './xml/read-xml.ts'

const createFormatter: CreateHandler<FormatLimits, FormatTask, FormatReply> = (limits, controls) => {
  const stop = stopper(controls)
  const tools = { stop, temporaryFolder: limits.temporaryFolder }
  return async (task) => {
    try {
      if (task.kind === 'parse') {
        const json = packed(parseParts(task.text, task.name, limits))
        return { kind: 'read', content: { kind: 'json', json } }
      }
      if (task.kind === 'read') {
        const content = await withContent(task.file, task.format, tools, (file, format) =>
          read(file, format, { limits, stop }),
        )
        return { kind: 'read', content }
      }
      if (task.kind === 'read-table') {
        const { table } = task
        const shape = await withContent(task.file, task.format, tools, (file, format) =>
          readTable(file, format, { limits, stop, table }),
        )
        return { kind: 'table', shape }
      }
      if (task.kind === 'tabulate') return { kind: 'table', shape: tabulateLines(task, stop) }
      if (task.kind === 'write-table') {
        await writeContent({ table: task.table }, task.format, { file: task.file, ...tools })
        return { kind: 'written' }
      }
      const { content, format, file } = task
      const value = content.kind === 'text' ? content.text : unpack(content.json, stop)
      await writeContent({ value }, format, { file, ...tools })
      return { kind: 'written' }
    } catch (error) {
      return failureOf(error)
    }
  }
}

/** The failure of a cancelled task; its canceller ignores it. */
const stopper = (controls: Controls) => () => {
  if (isCancelled(controls)) throw new NodeError('FILE_ERROR', 'cancelled')
}

const read = async (
  file: OpenFile,
  format: KnownFormat,
  { limits, stop }: { readonly limits: FormatLimits; readonly stop: () => void },
): Promise<Content> => {
  const target: ReadTarget = { file, limits }
  const declared = format.format === 'xml' ? declaredEncoding(file) : undefined
  const texts = decodedText(file, { encoding: format.encoding ?? declared }, stop)
  switch (format.format) {
    case 'text':
      return { kind: 'text', text: readText(texts, target) }
    case 'bytes':
      return { kind: 'text', text: readBytes(readChunks(file, stop), target) }
    case 'json':
      return { kind: 'json', json: packed(readJson(texts, target)) }
    case 'ndjson':
      return { kind: 'json', json: packed(readNdjson(texts, { ...target, limit: format.limit })) }
    case 'csv':
      return { kind: 'json', json: packed(await readCsv(texts, format, target)) }
    case 'xml':
      return { kind: 'json', json: packed(readXml(texts, format, target)) }
    case 'xlsx': {
      const rows = rowsBelow(sheetBatches(format, { file, limits, stop }), format, file.name)
      return { kind: 'json', json: packed(await rowParts(rows, target)) }
    }
  }
}

const packed = (parts: readonly string[]): PackedJson => packParts(parts.map((part) => Buffer.from(part)))

const failureOf = (error: unknown): FormatReply => {
  if (error instanceof NodeError) {
    const { code, message } = error
    return { kind: 'failure', failure: { code, message } }
  }
  const code = systemErrorCode(error)
  if (error instanceof Error && code !== undefined) {
    return { kind: 'system', message: error.message, code, errno: Number(Object(error).errno) }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { kind: 'failure', failure: { code: 'FILE_ERROR', message } }
}

serveTasks(createFormatter)

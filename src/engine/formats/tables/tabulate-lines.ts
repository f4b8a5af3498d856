import { readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import type { TableShape } from '../../../domain/tables/table.ts'
import { TableWriter } from '../../tables/table-writer.ts'
import type { FormatTask } from '../protocol.ts'

const CHUNK_BYTES = 64 * 1024

/** Makes a table of lines of JSON that this program has written. */
export const tabulateLines = (
  { descriptor, table }: Extract<FormatTask, { kind: 'tabulate' }>,
  stop: () => void,
): TableShape => {
  const writer = new TableWriter(table.path, table.limits)
  try {
    for (const line of linesIn(descriptor, stop)) writer.addRow(JSON.parse(line))
    return writer.finish()
  } finally {
    writer.close()
  }
}

function* linesIn(descriptor: number, stop: () => void): Generator<string> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  const decoder = new StringDecoder('utf8')
  let pieces: string[] = []
  for (let position = 0; ; ) {
    stop()
    const length = readSync(descriptor, chunk, 0, CHUNK_BYTES, position)
    if (length === 0) return
    position += length
    const [first = '', ...lines] = decoder.write(chunk.subarray(0, length)).split('\n')
    pieces.push(first)
    for (const line of lines) {
      yield pieces.join('')
      pieces = [line]
    }
  }
}

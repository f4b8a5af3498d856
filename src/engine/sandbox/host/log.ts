import { LOG_LEVELS, type LogLine } from '../../records.ts'
import { type HostOperation, textField } from './types.ts'

/** So that empty lines are not free. */
const LINE_BYTES = 16

/** Collects lines until they take `maxBytes`. */
export const createLog = (maxBytes: number) => {
  const lines: LogLine[] = []
  let left = maxBytes
  let isFull = false

  /** Answers whether no more lines are taken. */
  const log: HostOperation = (argument) => {
    if (isFull) return true
    const level = LOG_LEVELS.find((each) => each === textField(argument, 'level')) ?? 'info'
    const message = textField(argument, 'text')
    const bytes = Buffer.byteLength(message) + LINE_BYTES
    isFull = bytes > left
    if (isFull)
      lines.push({ level: 'warn', message: `Further lines were left out (CODE_LOG_BYTES, ${maxBytes}).` })
    else lines.push({ level, message })
    left -= bytes
    return isFull
  }

  return { lines: lines as readonly LogLine[], log }
}

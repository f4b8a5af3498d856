import { createLogger, type Logger } from '../../src/logging/logger.ts'

export type LogLine = Readonly<Record<string, unknown>>

const parseLine = (line: string): LogLine => {
  const parsed: unknown = JSON.parse(line)
  return { ...Object(parsed) }
}

/** A logger of every level, and what it wrote. */
export const captureLog = (): { readonly logger: Logger; readonly lines: LogLine[] } => {
  const lines: LogLine[] = []
  const destination = { write: (line: string) => void lines.push(parseLine(line)) }
  return { logger: createLogger({ level: 'trace', destination }), lines }
}

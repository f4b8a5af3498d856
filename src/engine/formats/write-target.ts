import type { WriteFormat } from '../file-format.ts'
import type { OpenFile } from '../ports.ts'
import type { ExistingText } from './csv/append.ts'
import type { FileSink } from './file-sink.ts'

export interface WriteTarget {
  readonly file: OpenFile
  readonly sink: FileSink
  /** Missing for a file that is new or empty. */
  readonly existing: ExistingText | undefined
  /** Throws when no more is to be written. */
  readonly stop: () => void
}

export const lineEndOf = ({ line_end }: WriteFormat): string => (line_end === 'crlf' ? '\r\n' : '\n')

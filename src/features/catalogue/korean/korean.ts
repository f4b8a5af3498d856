import { ANSWERS } from './answers.ts'
import { CODE } from './code.ts'
import { DATABASE } from './database.ts'
import { FILE_READ } from './file-read.ts'
import { FILE_WRITE } from './file-write.ts'
import { FILES } from './files.ts'
import { FLOW } from './flow.ts'
import { HTTP } from './http.ts'
import { LOOPS } from './loops.ts'
import { SQL } from './sql.ts'
import { WAITS } from './waits.ts'

/** The Korean of every text of the catalogue, by the English one. */
export const KOREAN: Readonly<Record<string, string>> = {
  ...ANSWERS,
  ...CODE,
  ...DATABASE,
  ...FILE_READ,
  ...FILE_WRITE,
  ...FILES,
  ...FLOW,
  ...HTTP,
  ...LOOPS,
  ...SQL,
  ...WAITS,
}

/**
 * Loaded into a server before its own code: its time differs from the system's by the milliseconds in the file
 * `clock-offset` of its working folder, which it reads at its start and on every `SIGUSR2`.
 */
import { readFileSync } from 'node:fs'

const SystemDate = Date
let offset = 0

const read = () => {
  try {
    offset = Number(readFileSync('clock-offset', 'utf8'))
  } catch {
    offset = 0
  }
}

globalThis.Date = class ShiftedDate extends SystemDate {
  constructor(...values) {
    super(...(values.length === 0 ? [SystemDate.now() + offset] : values))
  }

  static now() {
    return SystemDate.now() + offset
  }
}

read()
process.on('SIGUSR2', read)

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** To be loaded into a server before its own code, for `setClock`. */
export const SHIFTED_CLOCK = join(import.meta.dirname, 'shifted-clock-loader.js')

/** Sets the clock of the next server with this working folder, and of the one that runs there. */
export const setClock = async (
  folder: string,
  offsetMs: number,
  server?: { kill(signal: 'SIGUSR2'): unknown },
): Promise<void> => {
  // Clocks show whole milliseconds, on which libraries rely.
  await writeFile(join(folder, 'clock-offset'), String(Math.round(offsetMs)))
  server?.kill('SIGUSR2')
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Program } from '../../lib/system/program.ts'

/**
 * Makes backups with the program's own command in a child process: in this one the driver would block all requests, and
 * SQLite must not be loaded twice in a process.
 */
export const backupCommand =
  ({ command, args }: Program, databaseUrl: string) =>
  /** Rejects with the error output of the command. The signal kills the process. */
  async (file: string, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted()
    const options = ['--database-url', databaseUrl, '--', file]
    const child = spawn(command, [...args, 'backup', ...options], { stdio: ['ignore', 'ignore', 'pipe'] })
    const stop = () => child.kill('SIGKILL')
    signal.addEventListener('abort', stop)
    try {
      const [errorOutput, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
      if (code !== 0) throw new Error(errorOutput.trim() || `the backup command exited with code ${code}`)
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

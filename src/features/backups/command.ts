import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Program } from '../../lib/system/program.ts'

/**
 * Makes backups with the program's own command, in a process of its own: the driver would hold up everything
 * else, and SQLite must not be there twice in one process.
 */
export const backupCommand =
  ({ command, args }: Program, databaseUrl: string) =>
  /** Rejects with what the command said; at the signal the process is killed. */
  async (file: string, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted()
    const options = ['--database-url', databaseUrl, '--', file]
    const child = spawn(command, [...args, 'backup', ...options], { stdio: ['ignore', 'ignore', 'pipe'] })
    const stop = () => child.kill('SIGKILL')
    signal.addEventListener('abort', stop)
    try {
      const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
      if (code !== 0) throw new Error(said.trim() || `the backup command ended with ${code}`)
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

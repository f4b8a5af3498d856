import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { createFolder, readLog, startCommand } from '../process/command.ts'

/** The program as it serves on a free port, in a folder of its own. */
export const startServer = async (t: TestContext, env: Readonly<Record<string, string>> = {}) => {
  const folder = await createFolder(t)
  const child = await startCommand(t, { args: ['serve', '--port', '0'], env, cwd: folder })
  const { url } = await readLog(child).until('listening')
  return {
    child,
    url: String(url),
    workspace: join(folder, 'workspace'),
    database: join(folder, 'data/scriptd.db'),
  }
}

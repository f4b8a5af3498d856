import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** Another process that can hold the write lock of a database file. */
export const startLocker = async (t: TestContext, path: string) => {
  const child = fork(join(import.meta.dirname, 'lock-process.ts'), [path], { execArgv: [] })
  t.after(() => child.kill('SIGKILL'))
  await once(child, 'message')
  const tell = async (order: 'lock' | 'release') => {
    child.send(order)
    await once(child, 'message')
  }
  return { lock: () => tell('lock'), release: () => tell('release') }
}

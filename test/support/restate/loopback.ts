import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loopbackOnly } from '../process/namespaces.ts'
import { NEEDS_RESTATE } from './executable.ts'

const IS_INSIDE = process.env.LOOPBACK_ONLY === 'yes'

/**
 * Runs the tests of a file where there is no network but the loopback addresses, as a Restate server calls out when it
 * starts. Where the system does not allow that, they are skipped.
 */
export const onLoopback = (file: string, define: () => void) => {
  if (IS_INSIDE) {
    define()
    return
  }
  const isolation = loopbackOnly()
  const skip = NEEDS_RESTATE.skip || (isolation ? false : 'needs the right to make network namespaces')
  test('on a Restate server', { skip }, () => {
    const loader = new URL('../loading/quick-loading.js', import.meta.url)
    const node = [process.execPath, '--import', loader.href, '--test', fileURLToPath(file)]
    const [command = process.execPath, ...args] = [...(isolation ?? []), ...node]
    const { status, stdout } = spawnSync(command, args, {
      env: { ...process.env, LOOPBACK_ONLY: 'yes', NODE_TEST_CONTEXT: undefined },
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stdout)
  })
}

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { NEEDS_SQLD } from './executable.ts'

// Runs the tests of what repositories store with databases on a server instead of files.

const runner = join(import.meta.dirname, '../loading/run-tests.js')
if (NEEDS_SQLD.skip) {
  process.stdout.write(`skipped: ${NEEDS_SQLD.skip}\n`)
} else {
  const env = { ...process.env, TEST_DATABASE: 'sqld' }
  process.exitCode = spawnSync(process.execPath, [runner, 'sqld'], { stdio: 'inherit', env }).status ?? 1
}

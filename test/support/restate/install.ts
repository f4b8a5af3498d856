import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { findRestate, INSTALLED_RESTATE } from './executable.ts'

const PACKAGE = '@restatedev/restate-server@1.7.12'

if (findRestate() === undefined) {
  mkdirSync(INSTALLED_RESTATE, { recursive: true })
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save']
  const { status, error } = spawnSync(
    'npm',
    ['install', '--prefix', INSTALLED_RESTATE, ...options, PACKAGE],
    {
      stdio: 'inherit',
    },
  )
  if (status !== 0) throw error ?? new Error(`${PACKAGE} could not be installed`)
}
process.stdout.write(`restate-server: ${findRestate()}\n`)

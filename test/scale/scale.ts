import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { loopbackOnly } from '../support/process/namespaces.ts'

// Runs the campaign, where the system allows it without any network but the loopback addresses: a Restate server calls out
// when it starts.

const loader = join(import.meta.dirname, '../support/loading/quick-loading.js')
const campaign = join(import.meta.dirname, 'campaign.ts')
const [command = process.execPath, ...args] = [
  ...(loopbackOnly() ?? []),
  process.execPath,
  ...['--import', loader, '--test', '--test-reporter=spec', '--test-timeout=1200000', campaign],
]
const { status } = spawnSync(command, args, {
  stdio: 'inherit',
  env: {
    ...process.env,
    BUNDLED_PROGRAM: 'node_modules/.cache/program',
    NODE_COMPILE_CACHE: 'node_modules/.cache/compiled',
  },
})
process.exitCode = status ?? 1

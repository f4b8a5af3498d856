import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { loopbackOnly } from './namespaces.ts'

// `node run-on-loopback.ts ARGUMENTS`: runs Node with these arguments, where the system allows it without any network but the
// loopback addresses: a Restate server calls out when it starts.

const loader = join(import.meta.dirname, '../loading/quick-loading.js')
const [command = process.execPath, ...args] = [
  ...(loopbackOnly() ?? []),
  process.execPath,
  ...['--import', loader, ...process.argv.slice(2)],
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

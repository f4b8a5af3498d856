import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

// Runs `restore` with the arguments that follow the first one, and kills itself where it would change names or
// files for the time that the first one says.
const [count = '', ...args] = process.argv.slice(2)
let left = Number(count)

for (const name of ['chmod', 'chown', 'link', 'rename', 'rm'] as const) {
  const change: (...given: never[]) => Promise<void> = fs[name]
  Object.assign(fs, {
    [name]: (...given: never[]) => {
      if (--left === 0) process.kill(process.pid, 'SIGKILL')
      return change(...given)
    },
  })
}
syncBuiltinESMExports()

// Only what is loaded from now on meets the changed functions.
const { runProgram } = await import('../process/run-program.ts')
const { code, stderr } = await runProgram(['restore', ...args])
process.stderr.write(stderr)
process.exitCode = code

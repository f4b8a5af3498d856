import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileProgram } from '../../../build/package/program.ts'

// Bundles what tests start as processes of their own, into the folder that the first argument names: it starts in a
// third of the time that the sources take.

const ROOT = join(import.meta.dirname, '../../..')

const outdir = join(ROOT, process.argv[2] ?? '')
await compileProgram({
  outdir,
  commit: 'development',
  more: ['test/crash/support/fail-point-server.ts', 'test/support/db/restore-process.ts'],
})
// Without it, Node reads each file twice to find out what it is.
writeFileSync(join(outdir, 'package.json'), JSON.stringify({ type: 'module' }))

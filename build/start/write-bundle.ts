import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PAGE_FOLDER } from '../../src/app/assets.ts'
import { compileProgram } from '../package/program.ts'
import { buildWeb, WEB_OUTPUT } from '../web.ts'

// Writes the program with its page into the folder that the first argument names.

const outdir = process.argv[2] ?? ''
const { assets } = await compileProgram({ outdir, commit: 'development' })
await buildWeb()
cpSync(WEB_OUTPUT, join(assets, PAGE_FOLDER), { recursive: true })
// Without it, Node reads each file twice to find out whether it is a module.
writeFileSync(join(outdir, 'package.json'), JSON.stringify({ type: 'module' }))

import { writeFileSync } from 'node:fs'
import { start } from './load.ts'

const program = start()
const { RECORD = '' } = process.env
process.on('exit', () => writeFileSync(RECORD, program.createCachedData()))

/** Writes the tables of the readme anew. */
import { readFileSync, writeFileSync } from 'node:fs'
import { withTables } from './tables.ts'

const path = new URL('../../../README.md', import.meta.url)

writeFileSync(path, withTables(readFileSync(path, 'utf8')))

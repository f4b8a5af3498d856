/**
 * Takes the `engines` of dependencies out of the lock file; npm runs this after each change of the dependencies.
 * npm compares them with the Node that runs npm itself, while everything here runs on the Node that npm installs:
 * with them, `npm ci` under an older Node warns of every package that is too new for a Node it never meets.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const text = readFileSync(file, 'utf8')
const lock = JSON.parse(text)
for (const [path, entry] of Object.entries(lock.packages)) if (path !== '') delete entry.engines
const stripped = `${JSON.stringify(lock, null, 2)}\n`
if (stripped !== text) writeFileSync(file, stripped)

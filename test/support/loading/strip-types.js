import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { STRIPPED, strippedFile } from './stripped-file.js'

// Strips the types of every file that tests load, once for all the processes that load it with `quick-loading.js`.

const ROOT = join(import.meta.dirname, '../../..')

mkdirSync(STRIPPED, { recursive: true })
for (const name of globSync('{src,test,examples}/**/*.ts', { cwd: ROOT })) {
  const text = readFileSync(join(ROOT, name), 'utf8')
  const path = strippedFile(text)
  if (existsSync(path)) continue
  // Nobody may read half a file.
  const whole = `${path}.${process.pid}`
  writeFileSync(whole, stripTypeScriptTypes(text))
  renameSync(whole, path)
}

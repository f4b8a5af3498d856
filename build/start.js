// `npm start`: runs the program from a bundle of the sources, which starts in a third of the time that they take. It is
// made anew when one of them has changed. See docs/decisions/0013-start-from-a-bundle.md.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { currentBundle } from './start/current-bundle.js'

// Until the program has loaded what most requests need.
const RECORD_AFTER_MS = 5000

const { folder, isNew } = currentBundle(join(import.meta.dirname, '..'))
enableCompileCache(join(folder, 'compiled'))
// Node writes what it has compiled when the process ends, but a server may be killed.
if (isNew) setTimeout(flushCompileCache, RECORD_AFTER_MS).unref()
await import(join(folder, 'main.js'))

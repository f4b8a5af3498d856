import * as expressions from '../src/engine/expressions/worker/worker.ts'
import * as sandbox from '../src/engine/sandbox/worker.ts'

// The pool's own script asks for the file that has the work by a name that it was given, and then for the function.
Object.assign(globalThis, { work: { ...expressions, ...sandbox } })
await import('../node_modules/piscina/dist/worker.js')

import * as expressions from '../../src/engine/expressions/worker/worker.ts'
import * as sandbox from '../../src/engine/sandbox/worker.ts'

// The pool's own worker script requires its file by name, and then calls one of that file's functions by name.
Object.assign(globalThis, { work: { ...expressions, ...sandbox } })
await import('../../node_modules/piscina/dist/worker.js')

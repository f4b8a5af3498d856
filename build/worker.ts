import * as sandbox from '../src/engine/sandbox-worker.ts'

// The pool's own script asks for the file that has the work by a name that it was given.
Object.assign(globalThis, { sandbox })
await import('../node_modules/piscina/dist/worker.js')

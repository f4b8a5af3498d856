import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import * as onExit from 'on-exit-leak-free'
import { pino } from 'pino'

const CHANGED = `a library works differently than src/logging/logger.ts and buffered-destination.ts rely on. Read
docs/decisions/0052-buffered-log.md, then adapt them or use the destination of pino. In detail: `

test('pino calls write of a destination with one line, and flush with a callback', () => {
  const calls: unknown[] = []
  const logger = pino(
    {
      base: null,
      timestamp: false,
    },
    {
      write: (line: string) => calls.push(line),
      flush: (done: () => void) => {
        calls.push('flush')
        done()
      },
    } as never,
  )
  logger.info('text')
  logger.flush(() => calls.push('done'))
  assert.deepEqual(
    calls,
    ['{"level":30,"msg":"text"}\n', 'flush', 'done'],
    `${CHANGED}pino does not pass single lines to write(), or flush() does not reach the destination`,
  )
})

test('the destination of pino has the methods that blocks are written with', () => {
  const destination = pino.destination({ dest: 1, sync: false, minLength: 1 })
  for (const name of ['write', 'flush', 'flushSync'] as const)
    assert.equal(typeof destination[name], 'function', `${CHANGED}pino.destination() has no ${name}()`)
})

test('a function registered for the exit runs once, synchronously, with its object', async () => {
  assert.equal(typeof onExit.register, 'function', `${CHANGED}on-exit-leak-free has no register()`)
  const program = `
    import { register } from 'on-exit-leak-free'
    import { writeSync } from 'node:fs'
    const subject = {}
    globalThis.kept = subject
    register(subject, (given) => writeSync(1, given === subject ? 'called with the subject' : 'called'))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  assert.equal(
    stdout,
    'called with the subject',
    `${CHANGED}register() does not call back synchronously on exit, once, with the object`,
  )
})

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { createDebugSwitch, createLogger, redactSecrets } from '../../src/logging/logger.ts'
import { captureLog } from '../support/log-capture.ts'

const secret = { authorization: 'Bearer a', cookie: 'b', 'set-cookie': 'c', 'x-api-key': 'd' }
const headers = { ...secret, 'proxy-authorization': 'e', accept: 'text/html' }

test('headers that carry secrets are not logged, wherever a line has headers', () => {
  const { logger, lines } = captureLog()
  logger.info({ headers })
  logger.info({ req: { headers } })
  logger.child({ request_id: 'x' }).info({ res: { headers } })
  logger.error({ err: Object.assign(new Error('refused'), { headers }) })
  assert.equal(lines.length, 4)
  for (const line of lines) {
    const text = JSON.stringify(line)
    assert.doesNotMatch(text, /"(Bearer a|[b-e])"/)
    assert.equal(text.match(/\[redacted\]/g)?.length, 5)
    assert.match(text, /text\/html/)
  }
})

const urls: readonly (readonly [text: string, logged: string])[] = [
  ['http://me:s3cret@a.test/x', 'http://[redacted]@a.test/x'],
  ['failed: GET https://s3cret@a.test?b', 'failed: GET https://[redacted]@a.test?b'],
  ['"libsql://me:s3"cret@a.test"', '"libsql://[redacted]@a.test"'],
  ['http://me:s3@cret@a.test/me@b.test', 'http://[redacted]@a.test/me@b.test'],
  ['HTTP:\\\\me:s3cret@a.test', 'HTTP:\\\\[redacted]@a.test'],
  ['//me:s3cret@a.test', '//[redacted]@a.test'],
  [
    `see "https://a.test/resume/${'Ab-_'.repeat(20)}.${'x'.repeat(43)}?b"`,
    'see "https://a.test/resume/[redacted]?b"',
  ],
  [`/hooks/wh_${'x'.repeat(43)}/a`, '/hooks/[redacted]/a'],
  ['http://me:s3 cret%40@a.test', 'http://[redacted]@a.test'],
  ['http://a.test/@b?c@d and me@a.test', 'http://a.test/@b?c@d and me@a.test'],
  ['//@a.test', '//@a.test'],
  ['file:///a/@b/c', 'file:///a/@b/c'],
]

test('credentials in URLs are not logged, wherever they stand', () => {
  for (const [text, logged] of urls) {
    const { logger, lines } = captureLog()
    logger.info({ parameters: { url: text, list: [text] }, err: new Error(text) }, text)
    const { msg, parameters, err } = Object(lines[0])
    assert.deepEqual(parameters, { url: logged, list: [logged] })
    assert.deepEqual([msg, err.message], [logged, logged])
    assert.doesNotMatch(JSON.stringify(lines), /s3.?cret/)
  }
})

test('a parameter that is a URL without slashes is one, too', () => {
  const { logger, lines } = captureLog()
  logger.info({ parameters: { url: ' http:me:s3cret@a.test' } })
  assert.deepEqual(Object(lines[0]).parameters, { url: ' http:[redacted]@a.test' })
})

test('long lines full of addresses are logged in little time', () => {
  const { logger, lines } = captureLog()
  for (const part of ['http:', '//', 'http://', '"http:', '\\"http:', '//@', 'http:\\', '@']) {
    const started = process.cpuUsage().user
    logger.info(part.repeat(1_000_000))
    assert.ok(process.cpuUsage().user - started < 5_000_000, part)
  }
  assert.equal(lines.length, 8)
})

test('what is logged stays as it is for the program', () => {
  const line = { headers: { ...headers } }
  captureLog().logger.info(line)
  assert.deepEqual(line, { headers })
})

const redactions: readonly (readonly [about: string, value: unknown, redacted: unknown])[] = [
  ['plain values', 42, 42],
  ['null', null, null],
  [
    'names of secrets',
    { api_key: 'x', accessToken: 'y' },
    { api_key: '[redacted]', accessToken: '[redacted]' },
  ],
  ['other names', { author: 'x', tokens: 3 }, { author: 'x', tokens: '[redacted]' }],
  ['any depth of lists and objects', [{ a: [{ password: 'x' }] }], [{ a: [{ password: '[redacted]' }] }]],
]

for (const [about, value, redacted] of redactions) {
  test(`parameters are redacted: ${about}`, () => {
    assert.deepEqual(redactSecrets(value), redacted)
  })
}

test('what is nested too deep is left out', () => {
  const nest = (depth: number): unknown => (depth === 0 ? 'leaf' : { in: nest(depth - 1) })
  assert.match(JSON.stringify(redactSecrets(nest(8))), /leaf/)
  assert.doesNotMatch(JSON.stringify(redactSecrets(nest(9))), /leaf/)
})

const levelsAfterSwitching = (level: 'trace' | 'debug' | 'info' | 'error' | 'silent') => {
  const lines: string[] = []
  const logger = createLogger({ level, destination: { write: (line) => lines.push(line) } })
  const toggle = createDebugSwitch(logger)
  const levels = [1, 2, 3].map(() => {
    toggle()
    return logger.child({}).level
  })
  return { levels, said: lines.map((line) => JSON.parse(line).log_level) }
}

for (const level of ['info', 'error', 'silent'] as const) {
  test(`the level goes from ${level} to debug and back, and a line says so each time`, () => {
    const expected = ['debug', level, 'debug']
    assert.deepEqual(levelsAfterSwitching(level), { levels: expected, said: expected })
  })
}

test('a level that is lower than info stays as it is', () => {
  assert.deepEqual(levelsAfterSwitching('debug').levels, ['debug', 'debug', 'debug'])
  assert.deepEqual(levelsAfterSwitching('trace').levels, ['trace', 'trace', 'trace'])
})

const ends = {
  'by itself': '',
  'at once': 'process.exit(0)',
  'after it crashed': `logger.fatal('second'); process.exit(0)`,
}

for (const [how, end] of Object.entries(ends)) {
  test(`nothing that was logged is lost when the process ends ${how}`, async () => {
    const program = `
      const { createLogger } = await import(${JSON.stringify(import.meta.resolve('../../src/logging/logger.ts'))})
      const logger = createLogger({ level: 'info' })
      logger.info('first')
      ${end}`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
    const messages = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).msg)
    assert.deepEqual(messages, end.includes('second') ? ['first', 'second'] : ['first'])
  })
}

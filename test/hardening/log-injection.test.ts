import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { createLogger } from '../../src/logging/logger.ts'
import { createTestApp } from '../support/http/test-app.ts'

/** What would begin a line of its own, or be a command to a terminal. */
const hostile: Readonly<Record<string, string>> = {
  'a line feed': 'a\nb',
  'a carriage return': 'a\rb',
  'both, and a line that looks real': 'a\r\n{"level":"fatal","msg":"forged"}\r\n',
  'a pretty line that looks real': 'a\n[12:00:00.000] \u001b[31mFATAL\u001b[39m: forged',
  'clearing the screen': 'a\u001b[2J\u001b[1;1H',
  'the title of the window': 'a\u001b]0;title\u0007',
  'commands of one byte': 'a\u009b2J\u009d0;title\u009c\u0090q\u0085b',
  backspaces: 'abc\b\b\b\u007f',
  NUL: 'a\0b',
  'Unicode line ends': 'a\u2028b\u2029c',
  'text turned around': 'a\u202eb\u2066c\u2069',
}

/** Characters that must not stand in a line. */
const dangerous = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u

const captureText = (pretty: boolean) => {
  const chunks: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk))
      done()
    },
  })
  const logger = createLogger({ level: 'trace', pretty, destination })
  return { logger, chunks }
}

const colour = new RegExp(`${String.fromCharCode(27)}\\[\\d{1,2}m`, 'g')

/** Without the colours that are our own. */
const withoutColours = (text: string): string => text.replaceAll(colour, '')

const settled = () => new Promise((resolve) => setImmediate(resolve))

for (const [name, text] of Object.entries(hostile)) {
  test(`a line stays one line, as JSON: ${name}`, async () => {
    const { logger, chunks } = captureText(false)
    logger.info({ path: text, [text]: { [text]: [text] } }, text)
    logger.child({ child: text }).error({ err: Object.assign(new Error(text), { code: text }) }, text)
    await settled()
    const lines = chunks.join('').split('\n').slice(0, -1)
    assert.equal(lines.length, 2)
    for (const line of lines) {
      assert.doesNotMatch(line, dangerous)
      assert.equal(JSON.parse(line).msg, text)
    }
    const [first = '', second = ''] = lines
    assert.deepEqual(JSON.parse(first)[text], { [text]: [text] })
    assert.equal(JSON.parse(second).err.message, text)
  })

  test(`a line begins no other, for people: ${name}`, async () => {
    const { logger, chunks } = captureText(true)
    logger.info({ path: text, nested: { [text]: [text] }, err: new Error(text) }, text)
    await settled()
    const lines = withoutColours(chunks.join('')).split('\n').slice(0, -1)
    assert.match(lines[0] ?? '', /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: a/)
    for (const line of lines) {
      assert.doesNotMatch(line, dangerous)
      assert.doesNotMatch(line.slice(1), /^\[\d\d:\d\d/)
    }
    for (const line of lines.slice(1)) assert.match(line, /^ {4}/)
  })
}

test('what a caller or a script says is in the log as data', async (t) => {
  const { logger, chunks } = captureText(false)
  const { request } = await createTestApp(t, { logger })
  for (const text of Object.values(hostile)) {
    await request('GET', `/api/${encodeURIComponent(text)}`)
    await request('POST', '/api/actions', { body: { action_type: 'log', parameters: { message: text } } })
    await request('POST', '/api/actions', { body: { action_type: 'fail', parameters: { message: text } } })
    await request('POST', '/api/actions', { body: { action_type: text, parameters: {} } })
  }
  await request('GET', '/api/scripts', { headers: { 'User-Agent': 'a\u009b2J', 'X-Request-Id': 'a b"\t' } })
  await settled()
  const lines = chunks.join('').split('\n').slice(0, -1)
  assert.ok(lines.length > 4 * Object.keys(hostile).length)
  for (const line of lines) {
    assert.doesNotMatch(line, dangerous)
    const { level, time, msg } = JSON.parse(line)
    assert.ok(time && level !== 'fatal' && msg !== 'forged')
  }
})

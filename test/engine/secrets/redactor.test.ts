import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { NodeError } from '../../../src/engine/errors.ts'
import { Redactor } from '../../../src/engine/secrets/redactor.ts'
import { Turns } from '../../../src/lib/async/turns.ts'
import { disguises } from '../../support/secrets/disguises.ts'
import { secretValue } from '../../support/secrets/secret-value.ts'

const redactorOf = (secrets: Readonly<Record<string, string>>) => {
  const redactor = new Redactor()
  for (const [name, value] of Object.entries(secrets)) redactor.add(name, value)
  return redactor
}

const examples = [
  'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
  'correct horse battery staple',
  'p@ss/w+rd="%25"&<b>\\',
  '"\\"\\"\\"',
  '\\\\server\\share$',
  '%25%25%25%',
  '패스워드입니다만',
  'pässwörd-ñ😀',
  ' \tspace around it\n',
  `-----BEGIN KEY-----\n${'MIIEvQ+/IBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\n'.repeat(30)}-----END KEY-----\n`,
  '!$%& \\"'.repeat(500),
].map((value): [string] => [value])

test('a value is found in every disguise, and all of it', async () => {
  await fc.assert(
    fc.asyncProperty(secretValue, async (value) => {
      const redactor = redactorOf({ key: value })
      for (const [name, disguise] of Object.entries(disguises)) {
        const clean = await redactor.text(`before ${disguise(value)} after`)
        assert.match(clean, /^before .*\[secret:key\].* after$/s, `${name}: ${clean}`)
        // What is left is what the disguise put around it.
        assert.ok(clean.length < 100, `${name}: ${clean}`)
      }
    }),
    { numRuns: 30, examples },
  )
})

test('the surrounding text is kept', async () => {
  const redactor = redactorOf({ key: 'hunter2-hunter2' })
  const cases = [
    ['', ''],
    ['hunter2-hunter', 'hunter2-hunter'],
    ['xhunter2-hunter2x hunter2-hunter2', 'x[secret:key]x [secret:key]'],
    ['{"a":"hunter2-hunter2","b":2}', '{"a":"[secret:key]","b":2}'],
    ['C:\\hunter2-hunter2', 'C:\\[secret:key]'],
    [`Basic ${btoa('me:hunter2-hunter2')}`, 'Basic bWU6[secret:key]'],
  ] as const
  for (const [text, clean] of cases) assert.equal(await redactor.text(text), clean)
})

test('JSON stays JSON', async () => {
  const value = '"quoted"\\and/slashed'
  const redactor = redactorOf({ key: value })
  const before = { [value]: [`C:\\${value}`, { a: 1, b: `\n${value}\n` }] }
  const after = { '[secret:key]': ['C:[secret:key]', { a: 1, b: '\n[secret:key]\n' }] }
  assert.deepEqual(JSON.parse(await redactor.text(JSON.stringify(before))), after)
  assert.deepEqual(redactor.json([{ [value]: value }]), [{ '[secret:key]': '[secret:key]' }])
})

test('the longer one of two values is redacted first', async () => {
  const redactor = redactorOf({ part: 'hunter2-hunter2', whole: 'my hunter2-hunter2!' })
  assert.equal(await redactor.text('hunter2-hunter2, my hunter2-hunter2!'), '[secret:part], [secret:whole]')
})

test('a value that was replaced is still known', async () => {
  const redactor = redactorOf({ key: 'first-value' })
  redactor.add('key', 'second-value')
  redactor.add('key', 'first-value')
  assert.equal(await redactor.text('first-value second-value'), '[secret:key] [secret:key]')
})

test('bytes that are not text keep the surrounding bytes', async () => {
  const value = 'pässwörd'
  const noise = Buffer.from([0, 255, 128, 10])
  const clean = await redactorOf({ key: value }).bytes(Buffer.concat([noise, Buffer.from(value), noise]))
  assert.deepEqual(clean, Buffer.concat([noise, Buffer.from('[secret:key]'), noise]))
})

test('without secrets everything is as it was', async () => {
  const redactor = new Redactor()
  const [bytes, error] = [Buffer.from('a'), new Error('a')]
  assert.ok(redactor.isEmpty)
  assert.equal(await redactor.bytes(bytes), bytes)
  assert.equal(redactor.error(error), error)
  assert.equal(await redactor.text('a'), 'a')
})

test('an error keeps its code and whether it can be retried, and loses its cause', () => {
  const redactor = redactorOf({ key: 'hunter2-hunter2' })
  const cause = new Error('hunter2-hunter2')
  const given = { details: [{ path: 'hunter2-hunter2', n: null }], retryable: false, cause }
  const error = redactor.error(new NodeError('CODE', 'not hunter2-hunter2', given))
  assert.ok(error instanceof NodeError)
  const { code, message, details, retryable } = error
  assert.deepEqual(
    { code, message, details, retryable },
    {
      code: 'CODE',
      message: 'not [secret:key]',
      details: [{ path: '[secret:key]', n: null }],
      retryable: false,
    },
  )
  assert.equal(error.cause, undefined)
  assert.doesNotMatch(error.stack ?? '', /hunter2/)
  assert.ok(Object(redactor.error(new TypeError('x'))).retryable)
})

test('long runs of what a value may start with are searched to their end, and keep what is no value', async () => {
  const redactor = redactorOf({ a: '\\\\"\\\\"\\\\"\\\\"', b: '%25%25%25%', c: 'a b c d e', d: '&&&&<<<<' })
  for (const unit of ['\\', '%', '25', '&amp;', '&', ' ', 'a ', '+', '\\"', '\\u', '\\u005c', '?', '<']) {
    const text = unit.repeat(40_000)
    assert.ok((await redactor.text(text)) === text, unit)
  }
  assert.ok((await redactor.text('%25'.repeat(40_000))) === '[secret:b]25'.repeat(10_000))
})

test('a long text is searched in turns of the event loop', async () => {
  const turns = new Turns()
  const redactor = new Redactor(turns)
  for (let number = 0; number < 50; number++) redactor.add(`key${number}`, `hunter2-${number}-hunter2`)
  let others = 0
  const timer = setInterval(() => others++, 0)
  await redactor.text('lorem ipsum dolor '.repeat(10_000))
  clearInterval(timer)
  assert.ok(others > 1)
})

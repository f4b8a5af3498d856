import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseEnv } from 'node:util'
import { assertEnvFile, misspelledIn, repeatedInFile, unknownInFile } from '../../src/cli/env-file.ts'
import { ConfigError } from '../../src/config/config.ts'

const problemsOf = (text: string): readonly string[] => {
  try {
    assertEnvFile({ text })
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems.map(({ name, message }) => `${name} ${message}`)
  }
}

const good = `# settings
PORT=8001
  export HOST = 127.0.0.1   # where

CORS_ORIGINS="https://a.example,
https://b.example"
SECRETS_KEY='a b'
DATABASE_AUTH_TOKEN="no end
LOG_LEVEL=debug
OTHER.NAME=1
`

test('a file of assignments, comments and quoted lines is accepted', () => {
  assert.deepEqual(problemsOf(good), [])
  assert.deepEqual(problemsOf(good.replaceAll('\n', '\r\n')), [])
  assert.deepEqual(problemsOf(''), [])
  const names = new Set(Object.keys(parseEnv(good)))
  for (const name of ['PORT', 'HOST', 'CORS_ORIGINS', 'SECRETS_KEY', 'LOG_LEVEL', 'OTHER.NAME']) {
    assert.ok(names.has(name), name)
  }
})

for (const [text, problem] of [
  ['PORT 8001', 'line 1 is not an assignment such as PORT=8000'],
  ['PORT: 8001', 'line 1 is not an assignment such as PORT=8000'],
  ['=8001', 'line 1 is not an assignment such as PORT=8000'],
  ['HOST="a\nb"\nhidden text\nPORT=1', 'line 3 is not an assignment such as PORT=8000'],
  ['RATE_LIMT=5', 'line 1: there is no setting RATE_LIMT; did you mean RATE_LIMIT?'],
  ['\n\nport=5', 'line 3: there is no setting port; did you mean PORT?'],
  ['export WORKSPACEDIR=x', 'line 1: there is no setting WORKSPACEDIR; did you mean WORKSPACE_DIR?'],
] as const) {
  test(`${JSON.stringify(text)} is refused, without quoting what may be a secret`, () => {
    assert.deepEqual(problemsOf(text), [`.env ${problem}`])
  })
}

test('a file that cannot be read is refused', () => {
  const assertReason = (unreadable: string, message: string) =>
    assert.throws(() => assertEnvFile({ text: '', unreadable }), {
      problems: [{ name: '.env', message }],
    })
  assertReason('EISDIR', 'cannot be read: it is a folder')
  assertReason('EIO', 'cannot be read: EIO')
})

test('names in the file that are no settings are found, with the setting that may be meant', () => {
  assert.deepEqual(unknownInFile('PORT=1\nNODE_OPTIONS=x\nTIMEOUT=1\nSCRIPTD_API_KEY=k\nnothing'), [
    { name: 'NODE_OPTIONS', meant: undefined },
    { name: 'TIMEOUT', meant: 'SHUTDOWN_TIMEOUT_MS' },
  ])
})

test('of an environment, only names that misspell a setting are found', () => {
  const env = {
    PATH: '/bin',
    HOME: '/',
    PORT: '1',
    RATE_LIMITS: '5',
    SCRIPTD_PORT: '2',
    HOSTNAME: 'h',
    LOGNAME: 'l',
    LANG: 'ko',
  }
  assert.deepEqual(misspelledIn(env), [
    { name: 'RATE_LIMITS', meant: 'RATE_LIMIT' },
    { name: 'SCRIPTD_PORT', meant: 'PORT' },
  ])
})

test('names that are assigned more than once are found, with their lines', () => {
  const text = 'PORT=1\nHOST="a\nPORT=2"\n# PORT=3\n\n export PORT = 4\nport=5\n'
  assert.deepEqual(repeatedInFile(text), [{ name: 'PORT', lines: [1, 6] }])
  assert.equal(parseEnv(text).PORT, '4')
  assert.deepEqual(repeatedInFile(good), [])
})

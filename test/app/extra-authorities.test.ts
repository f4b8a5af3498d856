import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { readExtraAuthorities } from '../../src/app/extra-authorities.ts'
import { ConfigError, parseConfig } from '../../src/config/config.ts'
import { createFolder } from '../support/process/command.ts'

const authority = join(import.meta.dirname, '../fixtures/tls/authority.pem')
const server = join(import.meta.dirname, '../fixtures/tls/server.pem')
const read = (files: string) => readExtraAuthorities(parseConfig({ EXTRA_CA_CERTS: files }))

test('every certificate of every file is read', async (t) => {
  const both = join(await createFolder(t), 'both.pem')
  const texts = [authority, server].map((file) => readFileSync(file, 'utf8').trim())
  await writeFile(both, `# the first\n${texts[0]}\n\n# the second\r\n${texts[1]}`)
  assert.deepEqual(read(''), [])
  assert.deepEqual(read(authority), [texts[0]])
  assert.deepEqual(read(`${authority}, ${both}`), [texts[0], ...texts])
})

test('a file that is no use stops the start with its name', async (t) => {
  const folder = await createFolder(t)
  const broken = join(folder, 'broken.pem')
  await writeFile(broken, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
  const empty = join(folder, 'empty.pem')
  await writeFile(empty, '')
  for (const [file, message] of [
    [join(folder, 'missing.pem'), /cannot be read \(ENOENT\).*missing\.pem$/],
    [folder, /cannot be read \(EISDIR\)/],
    [empty, /contains no certificate in PEM.*empty\.pem$/],
    [join(import.meta.dirname, '../fixtures/tls/server.key'), /contains no certificate/],
    [broken, /certificate 1 cannot be read.*broken\.pem$/],
  ] as const) {
    assert.throws(
      () => read(`${authority},${file}`),
      (error) =>
        error instanceof ConfigError &&
        error.problems[0]?.name === 'EXTRA_CA_CERTS' &&
        message.test(error.message),
      file,
    )
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import iconv from 'iconv-lite'
import { cleanBytes } from '../../../../../src/engine/node-types/http/response/clean-bytes.ts'
import { Redactor } from '../../../../../src/engine/secrets/redactor.ts'

const redactor = new Redactor()
redactor.add('TOKEN', 'open sesame')

const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16()
const littleEndian = (text: string) => Buffer.from(text, 'utf16le')

const said = 'it is open sesame, é'
const told = 'it is [secret:TOKEN], é'

const bodies: readonly (readonly [contentType: string, body: Uint8Array, clean: Uint8Array])[] = [
  ['text/plain', Buffer.from(said), Buffer.from(told)],
  ['image/png', Buffer.from(`\0\xff${said}`, 'latin1'), Buffer.from(`\0\xff${told}`, 'latin1')],
  ['text/plain', Buffer.from(`\ufeff${said}`), Buffer.from(`\ufeff${told}`)],
  [
    'text/plain; charset=euc-kr',
    iconv.encode(`한 ${said}`, 'cp949'),
    Buffer.from(`한 ${told.replace('é', '?')}`),
  ],
  ['text/plain; charset=utf-16', littleEndian(said), littleEndian(told)],
  ['text/plain; charset="UTF-16LE"', littleEndian(said), littleEndian(told)],
  ['text/plain; charset=utf-16be', bigEndian(said), bigEndian(told)],
  ['text/plain', littleEndian(`\ufeff${said}`), littleEndian(`\ufeff${told}`)],
  ['application/octet-stream', bigEndian(`\ufeff${said}`), bigEndian(`\ufeff${told}`)],
  [
    'text/plain; charset=utf-16be',
    Buffer.concat([bigEndian(said), Buffer.of(0)]),
    bigEndian(`${told}\ufffd`),
  ],
]

test('secrets are found in the bytes of a body, whatever its encoding', async () => {
  for (const [contentType, body, clean] of bodies) {
    const answer = { status: 200, headers: { 'content-type': contentType }, body }
    assert.deepEqual(Buffer.from(await cleanBytes(answer, redactor)), Buffer.from(clean), contentType)
    assert.equal(await cleanBytes(answer, new Redactor()), body)
  }
})

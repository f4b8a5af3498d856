import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { createHookedApp, started } from '../../../support/webhooks/hooked-app.ts'
import {
  type PublishedSignature,
  publishedSignatures,
} from '../../../support/webhooks/published-signatures.ts'

const createSigned = async (t: Parameters<typeof createHookedApp>[0], published: PublishedSignature) => {
  const { preset, secret, body, headers, signedAt } = published
  const auth = { type: 'hmac', preset, secret: 'SIGNING_SECRET' }
  const now = signedAt === undefined ? undefined : signedAt * 1000
  const hooked = await createHookedApp(
    t,
    { auth },
    { secrets: { SIGNING_SECRET: secret }, ...(now && { now }) },
  )
  const send = async (changed: { body?: string; headers?: Record<string, string> } = {}) => {
    const call = { body: changed.body ?? body, headers: { ...headers, ...changed.headers } }
    return (await hooked.app.request('POST', hooked.path, call)).status
  }
  return { ...hooked, send }
}

for (const published of publishedSignatures) {
  const { preset, signedAt, body, headers } = published

  test(`a published signature of ${preset} is right, and anything else is not`, async (t) => {
    const { app, clock, send } = await createSigned(t, published)
    const signatures = Object.entries(headers).filter(([name]) => /signature|hmac/i.test(name))
    const [[name, value] = ['', '']] = signatures
    assert.equal(await send({ body: `${body} ` }), 404)
    assert.equal(await send({ body: '' }), 404)
    for (const wrong of [
      '',
      'x',
      value.replace(/(v1[=,]|v0=|sha256=|^)../, '$1zz'),
      value.toUpperCase().replaceAll('A', 'B'),
    ])
      assert.equal(await send({ headers: { [name]: wrong } }), 404, wrong)
    if (signedAt !== undefined) {
      clock.set(clock.now() + 301_000)
      assert.equal(await send(), 404)
    }
    assert.equal((await started(app)).length, 0)
  })

  test(`a published signature of ${preset} starts an execution`, async (t) => {
    const { app, clock, send } = await createSigned(t, published)
    clock.set(clock.now() + (signedAt === undefined ? 1e9 : 299_000))
    assert.equal(await send(), 202)
    // The same body always has the same signature where no time is signed.
    assert.equal(await send(), signedAt === undefined ? 202 : 404)
    assert.equal((await started(app)).length, signedAt === undefined ? 2 : 1)
  })
}

test('a signature of the future is refused like an old one', async (t) => {
  const [published] = publishedSignatures.filter(({ preset }) => preset === 'stripe')
  assert.ok(published?.signedAt)
  const { send } = await createSigned(t, { ...published, signedAt: published.signedAt - 301 })
  assert.equal(await send(), 404)
})

test('requests with the same signature at once start one execution', async (t) => {
  const [published] = publishedSignatures.filter(({ preset }) => preset === 'slack')
  assert.ok(published)
  const { app, send } = await createSigned(t, published)
  const statuses = await Promise.all(Array.from({ length: 5 }, () => send()))
  assert.deepEqual(statuses.sort(), [202, 404, 404, 404, 404])
  assert.equal((await started(app)).length, 1)
})

test('a repeated delivery gets the first answer, and another id with its signature is refused', async (t) => {
  const [published] = publishedSignatures.filter(({ preset }) => preset === 'stripe')
  assert.ok(published?.signedAt)
  const { secret, body, headers, signedAt } = published
  const auth = { type: 'hmac', preset: 'stripe', secret: 'STRIPE' }
  const options = { secrets: { STRIPE: secret }, now: signedAt * 1000 }
  const { app, path } = await createHookedApp(t, { auth, delivery_id: 'X-Id' }, options)
  const send = (id: string) => app.request('POST', path, { body, headers: { ...headers, 'X-Id': id } })
  const first = await send('1')
  assert.equal(first.status, 202)
  assert.deepEqual((await send('1')).json.data, first.json.data)
  assert.equal((await send('2')).status, 404)
})

for (const [algorithm, encoding, prefix] of [
  ['sha1', 'hex', 'sha1='],
  ['sha256', 'base64url', ''],
  ['sha384', 'base64', 'v2='],
  ['sha512', 'hex', ''],
] as const) {
  test(`signatures with ${algorithm} in ${encoding} are over the bytes of the body`, async (t) => {
    const auth = { type: 'hmac', header: 'X-Signature', secret: 'KEY', algorithm, encoding, prefix }
    const { app, path } = await createHookedApp(
      t,
      { auth, raw: true },
      { secrets: { KEY: 'a secret key\n' } },
    )
    const body = Buffer.from([0xff, 0x00, 0x0a, 0x7b])
    const signature = prefix + createHmac(algorithm, 'a secret key').update(body).digest(encoding)
    const type = { 'Content-Type': 'application/octet-stream' }
    const send = (headers: Record<string, string>) =>
      app.request('POST', path, { body, headers: { ...type, ...headers } })
    assert.equal((await send({ 'X-Signature': signature })).status, 202)
    assert.equal((await send({ 'X-Signature': `x${signature}` })).status, 404)
    assert.equal((await send({})).status, 404)
  })
}

for (const [encoding, others] of [
  ['hex', ['base64', 'base64url']],
  ['base64', ['hex', 'base64url']],
  ['base64url', ['hex', 'base64']],
] as const) {
  test(`a signature in another encoding than ${encoding} is refused`, async (t) => {
    const auth = { type: 'hmac', header: 'X-Signature', secret: 'KEY', encoding }
    const { app, path } = await createHookedApp(t, { auth }, { secrets: { KEY: 'a secret key' } })
    // Its signature has both characters in which the two kinds of base64 differ.
    const body = '{"n":1}'
    const written = (as: BufferEncoding) => createHmac('sha256', 'a secret key').update(body).digest(as)
    assert.match(written('base64'), /\+.*\/|\/.*\+/)
    const send = async (signature: string) =>
      (await app.request('POST', path, { body, headers: { 'X-Signature': signature } })).status
    const right = written(encoding)
    for (const other of others) assert.equal(await send(written(other)), 404, other)
    for (const odd of [
      `${right}!`,
      `${right} =`,
      `=${right}`,
      `${right}===`,
      `${right.slice(0, 9)}.${right.slice(9)}`,
    ])
      assert.equal(await send(odd), 404, odd)
    assert.equal(await send(right), 202)
    if (encoding === 'hex') assert.equal(await send(right.toUpperCase()), 202)
    else assert.equal(await send(right.endsWith('=') ? right.slice(0, -1) : `${right}=`), 202)
  })
}

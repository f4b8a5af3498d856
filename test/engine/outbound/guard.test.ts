import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { isIP } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { NodeError } from '../../../src/engine/errors.ts'
import { createHttpClient } from '../../../src/engine/outbound/client.ts'
import { type AddressGuard, type GuardOptions, guardAddresses } from '../../../src/engine/outbound/guard.ts'
import { startWebServer } from '../../support/net/web-server.ts'

const never = new AbortController().signal

const toAnswer = (address: string): LookupAddress => ({ address, family: isIP(address) })

/** What the names of these tests resolve to. */
const names: Readonly<Record<string, readonly string[]>> = {
  'public.test': ['93.184.216.34'],
  'six.test': ['2606:2800:220:1:248:1893:25c8:1946'],
  'both.test': ['2606:2800:220:1:248:1893:25c8:1946', '93.184.216.34'],
  'translated.test': ['64:ff9b::5db8:d822'],
  'loopback.test': ['127.0.0.1'],
  'loopback.test.': ['127.0.0.1'],
  'loopback6.test': ['::1'],
  'private.test': ['10.1.2.3'],
  'linklocal.test': ['fe80::1%eth0'],
  'mapped.test': ['::ffff:192.168.0.1'],
  'compatible.test': ['::10.0.0.1'],
  'nat64.test': ['64:ff9b::a01:203'],
  'sixtofour.test': ['2002:a01:203::1'],
  'mixed.test': ['93.184.216.34', '10.0.0.1'],
  'mixed6.test': ['2606:2800:220:1:248:1893:25c8:1946', 'fd00::1'],
  'last.test': ['93.184.216.34', '93.184.216.35', '93.184.216.36', '127.0.0.1'],
  'odd.test': ['not an address'],
  'xn--bcher-kva.test': ['127.0.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
  'metadata.google.internal.': ['169.254.169.254'],
  metadata: ['169.254.169.254'],
  'instance-data': ['169.254.169.254'],
  'kubernetes.default.svc': ['10.96.0.1'],
  'host.docker.internal': ['192.168.65.254'],
}

const resolve = async (hostname: string): Promise<LookupAddress[]> => {
  const found = names[hostname]
  if (!found) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
  return found.map(toAnswer)
}

/** @param passed what becomes of the addresses that the guard lets pass */
const createClient = (
  t: TestContext,
  options: Partial<GuardOptions> = {},
  passed = async (addresses: Awaited<ReturnType<AddressGuard>>) => addresses,
) => {
  const check = guardAddresses({ allow: [], resolve, ...options })
  const client = createHttpClient({
    guard: async (target) => passed(await check(target)),
    timeoutMs: 60_000,
  })
  t.after(() => client.close())
  return {
    get: async (url: string, headers: Readonly<Record<string, string>> = {}) => {
      const { status, body } = await client.send({ method: 'GET', headers, url }, never)
      return { status, text: Buffer.from(body).toString() }
    },
  }
}

const refused = { code: 'HTTP_ADDRESS_REFUSED', retryable: false }

/** By what is tried: URLs without their scheme. */
const hostile: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1/', '127.0.0.1:8000/api/scripts', '127.255.255.254/', '[::1]/', '[0:0:0:0:0:0:0:1]/'],
  unspecified: ['0.0.0.0/', '[::]/', '0/', '[0:0::0]:80/'],
  private: [
    '10.0.0.1/',
    '172.16.0.1/',
    '172.31.255.255/',
    '192.168.1.1/',
    '100.64.0.1/',
    '[fc00::1]/',
    '[fd12::1]/',
  ],
  'link-local': ['169.254.1.1/', '[fe80::1]/', '[febf::1]/'],
  'metadata address': [
    '169.254.169.254/latest/meta-data/',
    '100.100.100.200/',
    '192.0.0.192/',
    '[fd00:ec2::254]/',
  ],
  'address of a platform': ['168.63.129.16/', '[fd20:ce::254]/'],
  'special range': ['192.0.2.1/', '198.51.100.1/', '203.0.113.1/', '198.18.0.1/', '224.0.0.1/', '240.0.0.1/'],
  'special IPv6 range': [
    '255.255.255.255/',
    '[ff02::1]/',
    '[2001:db8::1]/',
    '[2001:2::1]/',
    '[fec0::1]/',
    '[100::1]/',
  ],
  'decimal number': ['2130706433/', '3232235777/', '2852039166/'],
  'octal number': ['0177.0.0.1/', '017700000001/', '0251.0376.0251.0376/', '00000177.1/'],
  'hexadecimal number': ['0x7f.0.0.1/', '0x7f000001/', '0xa9.0xfe.0xa9.0xfe/', '0xa9fea9fe/', '0X7F.1/'],
  'fewer numbers': ['127.1/', '127.0.1/', '10.1/', '192.168.257/'],
  'trailing dot': ['127.0.0.1./', 'loopback.test./', 'metadata.google.internal./'],
  'mapped IPv6': [
    '[::ffff:127.0.0.1]/',
    '[::ffff:7f00:1]/',
    '[0:0:0:0:0:ffff:a00:1]/',
    '[::ffff:169.254.169.254]/',
  ],
  'compatible IPv6': ['[::127.0.0.1]/', '[::7f00:1]/', '[::a9fe:a9fe]/'],
  'IPv4 in IPv6': ['[64:ff9b::7f00:1]/', '[64:ff9b::10.0.0.1]/', '[2002:7f00:1::]/', '[2001:0:7f00:1::]/'],
  'full-width digits': ['１２７.0.0.1/', '①②⑦.⓪.⓪.①/', '127。0。0。1/', '１６９．２５４．１６９．２５４/'],
  'name of other letters': [
    'ⓛⓞⓞⓟⓑⓐⓒⓚ.test/',
    'LOOPBACK.TEST/',
    'loopback%2Etest/',
    'bücher.test/',
    'ｌoopback。test/',
  ],
  userinfo: [
    'public.test@127.0.0.1/',
    'public.test:80@127.0.0.1/',
    'a:b@private.test/',
    'public.test%40@[::1]/',
  ],
  'backslashes and slashes': ['127.0.0.1\\@public.test/', '/127.0.0.1/', '\\127.0.0.1\\', '//loopback.test/'],
  'fragments and queries': [
    '127.0.0.1#@public.test/',
    '127.0.0.1?@public.test/',
    '127.0.0.1;public.test@10.0.0.1/',
  ],
  'white space': ['127.0.0.1\t/', '12\n7.0.0.1/', 'loop\tback.test/'],
  'name of a private address': [
    'loopback.test/',
    'loopback6.test/',
    'private.test/',
    'mapped.test/',
    'compatible.test/',
  ],
  'name of an embedded address': ['linklocal.test/', 'nat64.test/', 'sixtofour.test/', 'odd.test/'],
  'name with one private address': ['mixed.test/', 'mixed6.test/', 'last.test/'],
  'metadata name': ['metadata.google.internal/', 'metadata/', 'instance-data/', 'METADATA.google.internal/'],
  'internal name': ['kubernetes.default.svc/', 'host.docker.internal:2375/containers/json'],
}

test('hostile targets are refused, without a connection and without naming what they resolve to', async (t) => {
  const { get } = createClient(t, {}, (addresses) => assert.fail(`connected to ${addresses[0]?.address}`))
  const internal = new Set(Object.values(names).flat())
  const targets = Object.entries(hostile).flatMap(([name, urls]) => urls.map((url) => [name, url] as const))
  assert.ok(targets.length > 100)
  for (const [name, rest] of targets) {
    for (const url of [`http://${rest}`, `https://${rest}`]) {
      await assert.rejects(get(url), (error) => {
        assert.ok(error instanceof NodeError, `${name}: ${url}`)
        assert.deepEqual({ code: error.code, retryable: error.retryable }, refused, `${name}: ${url}`)
        assert.equal(error.details, undefined)
        const [, host = ''] = /^(\S+) is not a public address/.exec(error.message) ?? []
        const { hostname } = new URL(`http://${host}`)
        assert.equal(hostname, new URL(url).hostname)
        if (Object.hasOwn(names, hostname))
          assert.ok(![...internal].some((each) => error.message.includes(each)))
        return true
      })
    }
  }
})

test('a host that is no valid address makes the URL invalid', async (t) => {
  const { get } = createClient(t)
  const urls = [
    ['http://[fe80::1%25eth0]/', 'http://[fe80::1%eth0]/', 'http://[::ffff:127.0.0.1/', 'http://fe80::1/'],
    ['http://256.0.0.1/', 'http://1.2.3.4.5/', 'http://0x100000000/', 'http://127.0.0.1%00.public.test/'],
    ['http://127.0.0.1%2f.public.test/', 'http://127.0.0.1 .public.test/', 'http://:80/', 'http://a:99999/'],
    [
      'file:///etc/passwd',
      'ftp://127.0.0.1/',
      'data:text/plain,x',
      'gopher://127.0.0.1/',
      'unix:/run/docker.sock',
    ],
    ['//127.0.0.1/', 'http+unix://%2Frun%2Fdocker.sock/', 'blob:http://127.0.0.1/x', 'ws://127.0.0.1/'],
  ]
  for (const url of urls.flat()) await assert.rejects(get(url), { code: 'HTTP_URL', retryable: false }, url)
})

test('names of the local machine are refused', async (t) => {
  const client = createHttpClient({ guard: guardAddresses({ allow: [] }) })
  t.after(() => client.close())
  for (const url of ['http://localhost/', 'https://LOCALHOST:8000/']) {
    await assert.rejects(client.send({ method: 'GET', headers: {}, url }, never), refused, url)
  }
})

test('the message names the port only if the URL does', async (t) => {
  const { get } = createClient(t)
  for (const [url, host] of [
    ['http://10.0.0.1/', '10.0.0.1'],
    ['https://10.0.0.1:443/', '10.0.0.1'],
    ['https://10.0.0.1:80/', '10.0.0.1:80'],
    ['http://me:secret@[::1]:8080/', '[::1]:8080'],
  ] as const) {
    await assert.rejects(get(url), {
      message: `${host} is not a public address. HTTP_NODE_ALLOW lists other addresses that may be reached.`,
    })
  }
})

test('public addresses are connected to, and no others', async (t) => {
  const { port } = await startWebServer(t, (request, response) => response.end(request.headers.host))
  const connected: (readonly string[])[] = []
  const { get } = createClient(t, {}, async (addresses) => {
    connected.push(addresses.map(({ address }) => address))
    return [toAnswer('127.0.0.1')]
  })
  for (const hostname of [
    'public.test',
    'six.test',
    'both.test',
    'translated.test',
    '93.184.216.34',
    '[2003::1]',
  ]) {
    assert.deepEqual(await get(`http://${hostname}:${port}/`), { status: 200, text: `${hostname}:${port}` })
    assert.deepEqual(connected.pop(), names[hostname] ?? [hostname.replaceAll(/[[\]]/g, '')])
  }
})

test('a name is resolved once per connection, which uses the checked address', async (t) => {
  const { port } = await startWebServer(t, (request, response) => {
    response.setHeader('connection', 'close').end(request.headers.host)
  })
  const asked: string[] = []
  const answers = ['127.0.0.1', '10.0.0.1']
  const { get } = createClient(t, {
    allow: ['127.0.0.1'],
    resolve: async (hostname) => {
      asked.push(hostname)
      return answers.splice(0, 1).map(toAnswer)
    },
  })
  const url = `http://rebinding.test:${port}/`
  assert.equal((await get(url)).text, `rebinding.test:${port}`)
  assert.deepEqual(asked, ['rebinding.test'])
  await assert.rejects(get(url), refused)
})

test('a name that is looked up without end takes no longer than a request may', async (t) => {
  const { promise: lookedUp, resolve: find } = Promise.withResolvers<LookupAddress[]>()
  const { port } = await startWebServer(t, (_, response) => response.end('here'))
  const guard = guardAddresses({ allow: ['127.0.0.1'], resolve: () => lookedUp })
  const client = createHttpClient({ guard, timeoutMs: 50 })
  t.after(() => client.close())
  const message = { method: 'GET', headers: {}, url: `http://slow.test:${port}/` }
  await assert.rejects(client.send(message, never), { code: 'HTTP_TIMEOUT' })
  const stop = new AbortController()
  const sending = client.send({ ...message, timeoutMs: 60_000 }, stop.signal)
  stop.abort(new Error('stop'))
  await assert.rejects(sending, { message: 'stop' })
  find([toAnswer('127.0.0.1')])
  const answer = await client.send({ ...message, timeoutMs: 60_000 }, never)
  assert.equal(Buffer.from(answer.body).toString(), 'here')
})

test('a name without an address cannot be connected to', async (t) => {
  const { get } = createClient(t, {
    resolve: async (hostname) => (hostname === 'empty.test' ? [] : resolve(hostname)),
  })
  for (const hostname of ['empty.test', 'nowhere.test']) {
    await assert.rejects(get(`http://${hostname}/`), { code: 'HTTP_CONNECT', retryable: true }, hostname)
  }
})

test('IPv6 alone is enough, and an unreachable address does not prevent trying the next', async (t) => {
  const { port } = await startWebServer(t, (_, response) => response.end('six'), '::1')
  const { get } = createClient(t, {
    allow: ['::1', '127.0.0.1'],
    resolve: async (hostname) => (hostname === 'six.test' ? ['::1'] : ['127.0.0.1', '::1']).map(toAnswer),
  })
  for (const host of ['six.test', 'both.test', '[::1]']) {
    assert.equal((await get(`http://${host}:${port}/`)).text, 'six', host)
  }
})

test('allowed destinations are reached, and no others', async (t) => {
  const { port } = await startWebServer(t, (_, response) => response.end('here'))
  const allowed: readonly (readonly [rule: string, url: string])[] = [
    ['127.0.0.1', `http://127.0.0.1:${port}/`],
    ['127.0.0.0/8', `http://loopback.test:${port}/`],
    ['loopback.test', `http://loopback.test.:${port}/`],
    [`127.0.0.1:${port}`, `http://2130706433:${port}/`],
    [`LOOPBACK.test:${port}`, `http://loopback.test:${port}/`],
  ]
  for (const [rule, url] of allowed) {
    assert.equal((await createClient(t, { allow: [rule] }).get(url)).text, 'here', rule)
  }
  const others = [
    '127.0.0.2',
    '::1',
    'localhost',
    'test',
    `127.0.0.1:${port + 1}`,
    `private.test:${port}`,
    '10.0.0.0/8',
  ]
  const { get } = createClient(t, { allow: others })
  for (const [, url] of allowed) await assert.rejects(get(url), refused, url)
})

test('clients do not share connections', async (t) => {
  const { port } = await startWebServer(t, (_, response) => response.end('here'))
  const url = `http://127.0.0.1:${port}/`
  assert.equal((await createClient(t, { allow: ['127.0.0.1'] }).get(url)).text, 'here')
  await assert.rejects(createClient(t).get(url), refused)
})

test('a TLS connection asks for the host name of the URL', async (t) => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<string>()
  const server = createTlsServer({
    SNICallback: (name, done) => {
      ask(name)
      done(new Error('there is no certificate'))
    },
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const { get } = createClient(t, { allow: ['127.0.0.1'] })
  await assert.rejects(get(`https://loopback.test:${address.port}/`), { code: 'HTTP_CONNECT' })
  assert.equal(await asked, 'loopback.test')
})

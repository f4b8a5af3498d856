import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, test } from 'node:test'
import { runScript } from '../../support/engine/run/run-script.ts'
import { createTestSandbox } from '../../support/engine/sandbox.ts'

const sandbox = createTestSandbox({ workers: 1 })
after(() => sandbox.close())

const inSandbox = (code: string) => runScript(sandbox, code)

const AsyncFunction = (async () => {}).constructor as new (code: string) => () => Promise<unknown>
const inNode = async (code: string): Promise<unknown> =>
  JSON.parse(JSON.stringify(await new AsyncFunction(code)()))

const error = (code: string) =>
  `try { ${code}; return "no error" } catch (e) { return [e instanceof TypeError, e.name] }`

/** Code whose result in Node is right. */
const same: Readonly<Record<string, readonly string[]>> = {
  URL: [
    'const u = new URL("https://me:pw@Example.com:8080/a/../b?q=1&q=2#top"); return [u.href, u.origin, u.protocol, u.username, u.password, u.host, u.hostname, u.port, u.pathname, u.search, u.hash, String(u), JSON.stringify({ u })]',
    'return new URL("../x?y", "https://a.b/c/d/e").href',
    'const u = new URL("https://a.b"); u.pathname = "/한글 x"; u.search = "?a=b c"; u.hash = "z"; u.port = "99"; u.hostname = "q.r"; u.protocol = "http"; return u.href',
    'const u = new URL("https://a.b/?x=1"); const p = u.searchParams; p.append("y", "ä&="); p.delete("x"); u.search = "n=2"; return [u.href, p.get("n"), p === u.searchParams]',
    'return [URL.canParse("x"), URL.canParse("x", "https://a.b"), URL.parse("::") === null]',
    error('new URL("nope")'),
    error('new URL("x", "nope")'),
    'const u = new URL("https://a.b"); u.port = "nonsense"; return u.href',
  ],
  URLSearchParams: [
    'return String(new URLSearchParams({ a: 1, b: "x y", c: "한" }))',
    'return String(new URLSearchParams([["a", "1"], ["a", "2"]]))',
    'const p = new URLSearchParams("?a=1&b=2&a=3"); p.set("a", 9); p.sort(); return [String(p), p.size, p.has("b"), p.has("b", "3"), p.getAll("a"), p.get("zz"), [...p], [...p.keys()], [...p.values()]]',
    'const out = []; new URLSearchParams("a=1&b=2").forEach((v, k) => out.push(k + v)); return out',
    error('new URLSearchParams([["a"]])'),
  ],
  text: [
    'return [...new TextEncoder().encode("aé한😀\\u0000")]',
    'return [...new TextEncoder().encode("\\ud800")]',
    'return new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0, 0xed, 0x95, 0x9c]))',
    'return new TextDecoder("euc-kr").decode(new Uint8Array([0xb0, 0xa1]))',
    'return [new TextDecoder("UTF8").encoding, new TextDecoder("latin1").encoding, new TextEncoder().encoding]',
    'return new TextDecoder().decode(new Uint8Array([1, 97, 98, 1]).subarray(1, 3))',
    'return [new TextDecoder().decode(), new TextEncoder().encode().length]',
    error('new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([255]))'),
    'return [atob("aGk="), btoa("hi\\u0000ÿ"), atob(btoa(""))]',
    error('btoa("한")'),
    error('atob("*")'),
    'const target = new Uint8Array(5); return [new TextEncoder().encodeInto("a한b한", target), [...target]]',
  ],
  crypto: [
    'return [...new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode("abc")))]',
    'return [...new Uint8Array(await crypto.subtle.digest({ name: "sha-1" }, new Uint8Array()))]',
    `const key = await crypto.subtle.importKey("raw", new TextEncoder().encode("k"), { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"])
     const data = new TextEncoder().encode("abc"); const s = await crypto.subtle.sign("HMAC", key, data)
     return [[...new Uint8Array(s)], await crypto.subtle.verify("HMAC", key, s, data), await crypto.subtle.verify("HMAC", key, s, new Uint8Array(3))]`,
    'return crypto.getRandomValues(new Uint16Array(3)).length',
  ],
  structuredClone: [
    'const a = { d: new Date(5), n: [1, , 3], u: undefined, b: 3n.toString() }; a.self = a; const b = structuredClone(a); return [b !== a, b.self === b, b.d.getTime(), b.n.length, Object.keys(b)]',
    'const m = structuredClone(new Map([["k", new Set([1, 2])]])); return [...m].map(([k, s]) => [k, [...s]])',
    'return [structuredClone(/a/gi).flags, structuredClone(new TypeError("x")).message, [...structuredClone(new Uint8Array([1, 2]))]]',
    error('structuredClone(() => 1)'),
    error('structuredClone({ a: [Symbol("s")] })'),
    error('structuredClone(Promise.resolve())'),
    'class A { x = 1; get y() { return 2 } }; const c = structuredClone(new A()); return [Object.keys(c), c instanceof A]',
  ],
  timers: [
    'const out = []; setTimeout(() => out.push(2), 20); setTimeout((x) => out.push(x), 5, 1); await new Promise((r) => setTimeout(r, 40)); return out',
    'const out = []; const id = setTimeout(() => out.push(1), 5); clearTimeout(id); await new Promise((r) => setTimeout(r, 20)); return out',
    'let n = 0; await new Promise((r) => { const id = setInterval(() => { if (++n === 3) { clearInterval(id); r() } }, 2) }); return n',
    'const out = []; setTimeout(() => out.push("timer")); queueMicrotask(() => out.push("job")); await new Promise((r) => setTimeout(r, 10)); return out',
    'return await Promise.race([new Promise((r) => setTimeout(r, 60_000, "slow")), new Promise((r) => setTimeout(r, 5, "fast"))])',
    error('setTimeout("code")'),
  ],
  Intl: [
    'return [(1234567.891).toLocaleString("en-US"), (1234567.891).toLocaleString("de-DE"), (0.1).toLocaleString("en-US", { maximumFractionDigits: 20 }), (NaN).toLocaleString("en-US"), (12345678901234567890n).toLocaleString("en-IN")]',
    'return (1234.5).toLocaleString("ko-KR", { style: "currency", currency: "KRW" })',
    'const d = new Date(Date.UTC(2026, 10, 5, 9, 7)); return [d.toLocaleString("en-US"), d.toLocaleDateString("ko-KR"), d.toLocaleTimeString("de-DE"), d.toLocaleString("en-GB", { timeZone: "Asia/Seoul", dateStyle: "full", timeStyle: "short" })]',
    'return new Intl.DateTimeFormat("fr-FR", { month: "long", timeZone: "UTC" }).formatToParts(new Date(0))',
    'const f = new Intl.NumberFormat("de-DE", { minimumFractionDigits: 2 }); return [1, 2.5].map(f.format)',
    'return ["z", "ä", "a", "Z", "A"].sort(new Intl.Collator("sv").compare)',
    'return ["b", "a", "B", "A", "10", "9", "é", "e f", "e-f", "ef", "가", "나"].sort((a, b) => a.localeCompare(b, "en"))',
    'return ["a", "b"].map((x) => x.localeCompare("B", undefined, { sensitivity: "base" }))',
    'return [new Intl.PluralRules("en", { type: "ordinal" }).select(2), new Intl.RelativeTimeFormat("en").format(-1, "day"), new Intl.ListFormat("en").format(["a", "b", "c"]), new Intl.DisplayNames("en", { type: "region" }).of("KR")]',
    'return ["i".toLocaleUpperCase("tr"), "I".toLocaleLowerCase("tr"), "ß".toLocaleUpperCase()]',
    'return [[1234.5, "a", null, undefined, new Date(0)].toLocaleString("de-DE", { timeZone: "UTC" }), new Float64Array([1234.5]).toLocaleString("de-DE")]',
    'return new Intl.NumberFormat("en", { style: "unit", unit: "kilometer" }).resolvedOptions().unit',
    'return Intl.NumberFormat.supportedLocalesOf(["de", "tlh"]).includes("de")',
    `try { (1).toLocaleString("not a locale") } catch (e) { return e instanceof RangeError }`,
    `try { new Date(NaN).toLocaleString("en-US") === "Invalid Date" || fail() ; return "ok" } catch (e) { return e.name }`,
  ],
}

for (const [name, codes] of Object.entries(same)) {
  test(`${name} does what it does in Node`, async () => {
    for (const code of codes) assert.deepEqual(await inSandbox(code), await inNode(code), code)
  })
}

test('texts without a locale are compared as in English', async () => {
  const words = [
    '',
    'a',
    'A',
    'ab',
    'aB',
    'Ab',
    'a b',
    'a-b',
    'a_b',
    'b',
    '1',
    '10',
    '2',
    'é',
    'e',
    '가',
    '힣',
    '가a',
    '.',
    '$',
    '😀',
  ]
  const pairs = words.flatMap((a) => words.map((b) => [a, b]))
  const found = await runScript(sandbox, 'return input.map(([a, b]) => Math.sign(a.localeCompare(b)))', {
    input: pairs,
  })
  const expected = pairs.map(([a = '', b = '']) => Math.sign(a.localeCompare(b, 'en-US')))
  assert.deepEqual(found, expected)
})

test('hashes are given as text, as Node does', async () => {
  const code = `return [
    crypto.createHash('sha256').update('a').update(new Uint8Array([98])).digest('hex'),
    crypto.createHash('md5').update('').digest('base64'),
    crypto.createHmac('sha1', '').update('x').digest('base64url'),
    crypto.createHmac('sha512', 'key').update('').digest().length,
    crypto.hash('sha1', 'abc'),
    /^[0-9a-f]{8}-[0-9a-f]{4}-4/.test(crypto.randomUUID()),
  ]`
  assert.deepEqual(await inSandbox(code), [
    'fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603',
    '1B2M2Y8AsgTpgAmY7PhCfg==',
    createHmac('sha1', '').update('x').digest('base64url'),
    64,
    'a9993e364706816aba3e25717850c26c9cd0d89d',
    true,
  ])
  await assert.rejects(inSandbox('return crypto.createHash("sha3")'), /sha3 is not one of the algorithms/)
})

test('what code provides can be replaced, and does not show among the globals', async () => {
  const code = `URL = 1; globalThis.console = { log: () => 2 }; var atob = 3
    return [URL, console.log(), atob, Object.keys(globalThis), typeof setTimeout, typeof loop, typeof execution]`
  assert.deepEqual(await inSandbox(code), [1, 2, 3, [], 'function', 'undefined', 'object'])
  assert.deepEqual(
    await inSandbox(
      'const execution = 1; const loop = 2; const crypto = 3; return [execution, loop, crypto]',
    ),
    [1, 2, 3],
  )
})

const missing: readonly (readonly [code: string, advice: RegExp])[] = [
  ['return fetch("https://a.b")', /http_request/],
  ['const axios = require("axios")', /packages.*crypto/],
  ['return process.env.HOME', /params/],
  ['return Buffer.from("a").toString("base64")', /TextEncoder.*btoa/],
  ['window.alert(1)', /browser/],
  ['localStorage.setItem("a", 1)', /file_write/],
  ['return $json.a', /input/],
  ['return inputs.a', /The input of the node is input/],
  ['return vars.REGION', /\$vars\.NAME/],
  ['return secrets.KEY', /http_request/],
  ['await import("lodash")', /packages/],
  ['import _ from "lodash"\nreturn 1', /nothing can be imported/],
  ['export default 1', /returned, not exported/],
  ['return msg.payload', /The input of the node is input/],
  ['output = 1', /return the result/],
  ['return fs.readFileSync("a")', /file_read/],
  ['const x: number = 1; return x', /without the types of TypeScript/],
  ['function f(a: string[]): Promise<void> {}', /without the types of TypeScript/],
  ['return crypto.subtle.generateKey({})', /importKey, sign and verify for HMAC/],
]

test('what is not there fails with what to use instead', async () => {
  for (const [code, advice] of missing) await assert.rejects(inSandbox(code), { message: advice }, code)
  assert.equal(await inSandbox('return typeof fetch + typeof window + typeof require'), 'undefined'.repeat(3))
  await assert.rejects(inSandbox('return nothing'), {
    message: "ReferenceError: 'nothing' is not defined (line 1)",
  })
})

test('a recursion of 5,000 calls works', async () => {
  const recursions = [
    'const f = (n) => (n === 0 ? 0 : 1 + f(n - 1)); return f(5000)',
    'const f = (n, ...rest) => (n === 0 ? 0 : 1 + [1].map(() => f(n - 1, 1, 2))[0]); return f(5000)',
    'class A { f(n) { const x = n - 1; return n === 0 ? 0 : 1 + this.f(x) } } return new A().f(5000)',
    'const f = async (n) => (n === 0 ? 0 : 1 + (await f(n - 1))); return f(5000)',
    'let a = null; for (let i = 0; i < 5000; i++) a = { a }; const d = (o) => (o ? 1 + d(o.a) : 0); return d(a)',
  ]
  for (const code of recursions) assert.equal(await inSandbox(code), 5000, code)
})

test('a result without a JSON form fails with its place and what to return instead', async () => {
  const results: readonly (readonly [code: string, message: string])[] = [
    [
      'return { a: [1, Promise.resolve(1)] }',
      'The result has a promise at a[1]. Put await before it; for a list of promises: await Promise.all(list).',
    ],
    ['return { total: () => 1 }', 'The result has a function at total. Call it, or leave it out.'],
    ['return Symbol("s")', 'The result is a symbol. Return its description, or leave it out.'],
    [
      'return { m: new Map([[{}, 1]]) }',
      'The result has a Map with keys that are neither strings nor numbers at m. Return its pairs: [...map].',
    ],
    [
      'return new Set([1]).values()',
      'The result is an iterator. Return its values as a list: [...iterator].',
    ],
  ]
  for (const [code, message] of results) {
    await assert.rejects(inSandbox(code), { code: 'CODE_RESULT', message }, code)
  }
})

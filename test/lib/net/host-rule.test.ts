import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHostRule } from '../../../src/lib/net/host-rule.ts'

/** As in `db.internal 5432 10.0.0.5`: what was asked for, and the address it resolved to. */
const parseDestination = (text: string) => {
  const [hostname = '', port, address = ''] = text.split(' ')
  return { hostname, port: Number(port), address }
}

const rules: Readonly<
  Record<string, { readonly names: readonly string[]; readonly not: readonly string[] }>
> = {
  localhost: {
    names: ['localhost 80 127.0.0.1', 'localhost. 9000 ::1'],
    not: ['127.0.0.1 80 127.0.0.1', 'localhost.example 80 127.0.0.1', 'a.localhost 80 127.0.0.1'],
  },
  'DB.internal.:5432': {
    names: ['db.internal 5432 10.0.0.5', 'db.internal. 5432 10.0.0.6'],
    not: ['db.internal 80 10.0.0.5', 'xdb.internal 5432 10.0.0.5'],
  },
  'bücher.example': { names: ['xn--bcher-kva.example 80 10.0.0.1'], not: ['bcher.example 80 10.0.0.1'] },
  '127.0.0.1': {
    names: ['127.0.0.1 1 127.0.0.1', 'any.example 80 127.0.0.1', '::ffff:7f00:1 80 ::ffff:7f00:1'],
    not: ['127.0.0.1 80 127.0.0.2', '::1 80 ::1', '::7f00:1 80 ::7f00:1'],
  },
  '127.0.0.1:8080': { names: ['127.0.0.1 8080 127.0.0.1'], not: ['127.0.0.1 80 127.0.0.1'] },
  '127.1:80': { names: ['127.0.0.1 80 127.0.0.1'], not: ['127.0.0.1 81 127.0.0.1', '10.0.0.1 80 10.0.0.1'] },
  '10.0.0.0/8': {
    names: ['10.0.0.0 80 10.0.0.0', 'a.example 443 10.255.255.255', '::ffff:a00:1 80 ::ffff:10.0.0.1'],
    not: ['11.0.0.0 80 11.0.0.0', '9.255.255.255 80 9.255.255.255', '::a00:1 80 ::10.0.0.1'],
  },
  '0.0.0.0/0': { names: ['127.0.0.1 80 127.0.0.1', '0.0.0.0 1 0.0.0.0'], not: ['::1 80 ::1'] },
  '::1': { names: ['::1 80 ::1', 'localhost 80 ::1'], not: ['127.0.0.1 80 127.0.0.1', '::2 80 ::2'] },
  '[::1]': { names: ['::1 80 ::1'], not: ['::2 80 ::2'] },
  '[::1]:8080': { names: ['::1 8080 ::1'], not: ['::1 80 ::1'] },
  '::ffff:10.0.0.0/104': { names: ['10.0.0.1 80 10.0.0.1'], not: ['11.0.0.1 80 11.0.0.1'] },
  'fd00::/8': { names: ['fdff::1 80 fdff::1'], not: ['fc00::1 80 fc00::1', 'fe80::1 80 fe80::1'] },
}

for (const [text, { names, not }] of Object.entries(rules)) {
  test(`the rule ${text} matches its destinations and no others`, () => {
    const rule = parseHostRule(text)
    assert.ok(rule)
    for (const destination of names) assert.equal(rule(parseDestination(destination)), true, destination)
    for (const destination of not) assert.equal(rule(parseDestination(destination)), false, destination)
  })
}

test('text that is not a rule is rejected', () => {
  const wrong = [
    [
      '',
      ' ',
      '.',
      ':80',
      'a:',
      'a:0',
      'a:65536',
      'a:b',
      'a b',
      'a/b',
      'a@b',
      'a\\b',
      'a?b',
      'a#b',
      '%41',
      '*.a',
    ],
    ['http://a', '10/8', '10.0.0.0/33', '10.0.0.0/', '/8', 'a/8', '::1/129', '[::1', '::1]'],
    ['[a]', '[::1/64]', '[::1]80', '256.1.1.1', '1.2.3.4.5', '::1:'],
  ].flat()
  for (const text of wrong) assert.equal(parseHostRule(text), undefined, text)
})

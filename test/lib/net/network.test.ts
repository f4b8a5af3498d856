import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLoopback, networkOf } from '../../../src/lib/net/network.ts'

const hosts = {
  loopback: ['localhost', 'LocalHost', '127.0.0.1', '127.255.0.3', '::1'],
  other: [
    '0.0.0.0',
    '::',
    '192.168.0.1',
    '128.0.0.1',
    'example.com',
    '127.0.0.1.example.com',
    '127.evil.example',
    '',
  ],
}

for (const [kind, names] of Object.entries(hosts)) {
  test(`hosts that are ${kind}`, () => {
    for (const name of names) assert.equal(isLoopback(name), kind === 'loopback', name)
  })
}

const networks = [
  ['203.0.113.9', '203.0.113.9'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:DB8:0:0:ffff::9', '2001:db8:0:0::/64'],
  ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
  ['2001:0db8:0001:0002:0003:0004:0005:0006', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
  ['::ffff:1.2.3.4', '0:0:0:0::/64'],
  ['local', 'local'],
] as const

test('one who has an address of an IPv6 network has all of its /64', () => {
  for (const [address, network] of networks) assert.equal(networkOf(address), network)
})

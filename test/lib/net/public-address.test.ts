import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPublicAddress } from '../../../src/lib/net/public-address.ts'

/** By the registries of special-purpose addresses (RFC 6890 and what was added since): the ends of each range. */
const special: Readonly<Record<string, readonly string[]>> = {
  'this network': ['0.0.0.0', '0.255.255.255'],
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  'carrier-grade NAT': ['100.64.0.0', '100.127.255.255'],
  loopback: ['127.0.0.0', '127.255.255.255', '::1'],
  'link-local': ['169.254.0.0', '169.254.255.255', 'fe80::', 'fe80::1%eth0', 'febf:ffff::1'],
  'protocol assignment': ['192.0.0.0', '192.0.0.255', '2001:1::', '2001:1ff:ffff::1'],
  documentation: ['192.0.2.0', '198.51.100.255', '203.0.113.7', '2001:db8::', '3fff::1', '3fff:fff:ffff::1'],
  benchmark: ['198.18.0.0', '198.19.255.255', '2001:2::1'],
  multicast: ['224.0.0.0', '239.255.255.255', 'ff00::', 'ff02::1', 'ffff:ffff::1'],
  reserved: ['240.0.0.0', '255.255.255.254', '255.255.255.255', '192.88.99.1'],
  unspecified: ['::', '::%lo'],
  'unique local': ['fc00::', 'fdff:ffff::1', 'fd00:ec2::254'],
  'site-local': ['fec0::1', 'feff:ffff::1'],
  'discard, segment routing and unassigned': [
    '100::1',
    '5f00::1',
    '4000::1',
    '1fff::1',
    '8000::1',
    'e000::1',
  ],
  mapped: ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '0:0:0:0:0:ffff:a9fe:a9fe'],
  compatible: ['::127.0.0.1', '::7f00:1', '::10.0.0.1', '::8.8.8.8', '::808:808'],
  translated: ['::ffff:0:127.0.0.1', '::ffff:0:808:808'],
  NAT64: ['64:ff9b::127.0.0.1', '64:ff9b::a00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::808:808', '64:ff9b:1::1'],
  '6to4': ['2002:7f00:1::', '2002:a00:1::1', '2002:c0a8:101::', '2002:808:808::1'],
  Teredo: ['2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:0:7f00:1::'],
  ORCHID: ['2001:10::1', '2001:20::1'],
  'cloud metadata': ['169.254.169.254', '100.100.100.200', '192.0.0.192', '168.63.129.16', 'fd20:ce::254'],
}

for (const [name, addresses] of Object.entries(special)) {
  test(`${name} addresses are not public`, () => {
    for (const address of addresses) assert.equal(isPublicAddress(address), false, address)
  })
}

test('addresses of the Internet are public, next to special ranges too', () => {
  const addresses = [
    ['1.0.0.0', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
    ['128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '191.255.255.255'],
    ['192.0.1.0', '192.0.3.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0'],
    ['198.51.99.255', '203.0.112.255', '203.0.114.0', '223.255.255.255', '168.63.129.15'],
    ['2000::1', '2001:200::1', '2001:db7:ffff::1', '2001:db9::1', '2003::1', '2606:4700::6810:84e5'],
    ['2a00:1450:4001:81b::200e', '3ffe:ffff::1', '3fff:1000::1', '64:ff9b::808:808', '::ffff:8.8.8.8'],
  ]
  for (const address of addresses.flat()) assert.equal(isPublicAddress(address), true, address)
})

test('text that is not an address is not public', () => {
  for (const text of [
    '',
    'localhost',
    '8.8.8',
    '134744072',
    '256.0.0.1',
    '1.2.3.4.5',
    '::g',
    '[2003::1]',
    ':',
  ]) {
    assert.equal(isPublicAddress(text), false, text)
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConnection } from '../../../src/engine/databases/connection.ts'

test('addresses of servers and files are read, with the usual ports', () => {
  assert.deepEqual(parseConnection(' postgres://ada:o%23k@db.example.com/shop?sslmode=require '), {
    dialect: 'postgresql',
    hostname: 'db.example.com',
    port: 5432,
    user: 'ada',
    password: 'o#k',
    database: 'shop',
    tls: 'verified',
  })
  assert.deepEqual(parseConnection('mariadb://ada@[2001:db8::1]:3307'), {
    dialect: 'mysql',
    hostname: '2001:db8::1',
    port: 3307,
    user: 'ada',
    password: '',
    database: '',
    tls: 'none',
  })
  assert.deepEqual(parseConnection('file:a/shop.db?mode=ro'), {
    dialect: 'sqlite',
    path: 'a/shop.db',
    mode: 'read',
  })
})

const wrong: readonly (readonly [address: string, reason: RegExp])[] = [
  ['', /begin with postgres/],
  ['http://user:topsecret@db.example.com', /begin with postgres/],
  ['postgres://db.example.com/shop', /user is missing/],
  ['postgres://ada:top/secret@db.example.com/shop', /host is missing|percent-encoded|user is missing/],
  ['postgres://ada:top%secret@db.example.com/shop', /%25/],
  ['postgres://ada:topsecret@db.example.com/shop?sslmode=maybe', /sslmode/],
  ['mysql://ada:topsecret@db.example.com/shop?charset=latin1', /only parameter/],
  ['mysql://ada:topsecret@db.example.com/shop#x', /%23/],
  ['file:', /path in the selected folder/],
  ['file:///etc/passwd', /path in the selected folder/],
  ['file:shop.db?mode=memory', /ro, rw or rwc/],
  ['file:shop.db?cache=shared', /only parameter/],
]

test('a wrong address is refused with the reason, and without anything of it', () => {
  for (const [address, reason] of wrong) {
    assert.throws(
      () => parseConnection(address),
      (error: Error & { code: string }) => {
        assert.equal(error.code, 'DATABASE_CONNECTION', address)
        assert.match(error.message, reason, address)
        assert.doesNotMatch(error.message, /secret|ada|example/, address)
        return true
      },
    )
  }
})

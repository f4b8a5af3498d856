import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'
import { field, type HostOperations, text, textField } from './types.ts'

const ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha384', 'sha512']
const ENCODINGS = ['hex', 'base64', 'base64url'] as const
const MAX_RANDOM_BYTES = 65_536

const EMPTY = new Uint8Array()

export const cryptoOperations: HostOperations = {
  uuid: () => randomUUID(),

  random: (argument) => {
    const size = Number(argument)
    if (!(size > 0 && size <= MAX_RANDOM_BYTES)) throw new RangeError('from 1 to 65536 random bytes at once')
    return randomBytes(Math.trunc(size))
  },

  /** Of the first bytes, with a key of the last ones; `data` and `key` say how many there are, `key` −1 for no key. */
  hash: (argument, bytes) => {
    const given = textField(argument, 'algorithm')
    const algorithm = given.toLowerCase().replace('-', '')
    if (!ALGORITHMS.includes(algorithm)) {
      throw new TypeError(`${given.slice(0, 50)} is not one of the algorithms ${ALGORITHMS.join(', ')}`)
    }
    const data = field(argument, 'data') === 0 ? EMPTY : (bytes[0] ?? EMPTY)
    if (field(argument, 'key') === -1) return createHash(algorithm).update(data).digest()
    const key = field(argument, 'key') === 0 ? EMPTY : (bytes.at(-1) ?? EMPTY)
    return createHmac(algorithm, key).update(data).digest()
  },

  'bytes-as-text': (argument, [bytes = EMPTY]) => {
    const encoding = ENCODINGS.find((each) => each === text(argument))
    if (!encoding) throw new TypeError(`the encodings are ${ENCODINGS.join(', ')}`)
    return Buffer.from(bytes).toString(encoding)
  },
}

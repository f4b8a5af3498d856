import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** What stands before the 32 bytes of a public key in its DER form. */
const DER_PREFIX_BYTES = 12

const base58 = (bytes: Buffer): string => {
  let digits = ''
  for (let rest = BigInt(`0x${bytes.toString('hex')}`); rest > 0n; rest /= 58n)
    digits = `${ALPHABET[Number(rest % 58n)]}${digits}`
  const zeros = bytes.findIndex((byte) => byte !== 0)
  return '1'.repeat(Math.max(zeros, 0)) + digits
}

/** Makes a key for a Restate server to sign its requests with; gives the public one as hosts want it. */
export const createIdentity = (file: string): string => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return `publickeyv1_${base58(der.subarray(DER_PREFIX_BYTES))}`
}

import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Cleaner, privateFolder, runOnce } from './server-process.ts'

export interface Certificate {
  /** Paths of files in PEM. */
  readonly certificate: string
  readonly key: string
  /** What whoever trusts the server has to know. */
  readonly authority: string
}

/** A certificate that signs itself, for an IP address. */
export const createCertificate = (owner: Cleaner, address: string): Certificate => {
  const folder = privateFolder(owner, 'certificate')
  const key = join(folder, 'key.pem')
  const certificate = join(folder, 'certificate.pem')
  const names = ['-subj', '/CN=tester', '-addext', `subjectAltName=IP:${address}`]
  const files = ['-keyout', key, '-out', certificate]
  runOnce(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names, ...files],
    folder,
  )
  chmodSync(key, 0o600)
  return { certificate, key, authority: readFileSync(certificate, 'utf8') }
}

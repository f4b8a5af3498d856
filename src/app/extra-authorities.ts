import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Config, ConfigError } from '../config/config.ts'
import { systemErrorCode } from '../lib/system/system-error.ts'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/**
 * The certificates of authorities, in PEM, that outgoing requests trust in addition to those of Node.
 * @throws ConfigError when a file cannot be read, or contains something else
 */
export const readExtraAuthorities = ({ engine }: Config): readonly string[] =>
  engine.http.extraCaCerts.flatMap((file) => {
    const found = contentOf(file).match(CERTIFICATE) ?? []
    if (found.length === 0) throw problem(`names a file that contains no certificate in PEM: ${file}`)
    for (const [index, text] of found.entries()) {
      if (!isCertificate(text))
        throw problem(`names a file whose certificate ${index + 1} cannot be read: ${file}`)
    }
    return found
  })

const contentOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw problem(`names a file that cannot be read (${systemErrorCode(error)}): ${file}`)
  }
}

const isCertificate = (text: string): boolean => {
  try {
    return new X509Certificate(text).raw.byteLength > 0
  } catch {
    return false
  }
}

const problem = (message: string) => new ConfigError([{ name: 'EXTRA_CA_CERTS', message }])

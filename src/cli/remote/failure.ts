import { CommandError, EXIT_UNREACHABLE } from '../context.ts'

/** No scriptd server answers at the address. */
export const unreachable = (message: string, cause?: unknown): CommandError =>
  new CommandError(message, { cause, exitCode: EXIT_UNREACHABLE })

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; check the address, and whether the server is running',
  ENOTFOUND: 'the host name is not known; check the address',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EHOSTUNREACH: 'the host cannot be reached from here',
  ENETUNREACH: 'the host cannot be reached from here',
  ECONNRESET: 'the connection was closed; check whether the address needs https://',
  UND_ERR_SOCKET: 'the connection was closed; check whether the address needs https://',
  UND_ERR_CONNECT_TIMEOUT: 'the host does not answer; check the address and firewalls',
  ETIMEDOUT: 'the host does not answer; check the address and firewalls',
  UND_ERR_HEADERS_TIMEOUT: 'there was no answer in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not use TLS; check whether the address needs http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not use TLS; check whether the address needs http://',
  EPROTO: 'its TLS is not compatible; check whether the address needs http://',
}

/** The codes of certificates whose chain leads to no known authority. */
const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_UNTRUSTED|INVALID_CA/

/** What a network error means to the person who gave the address. */
export const reasonOf = (code: string): string => {
  if (UNTRUSTED.test(code))
    return `its certificate is not from a known authority (${code}); add the authority with EXTRA_CA_CERTS`
  if (/^HPE_/.test(code)) return `it does not answer in HTTP (${code})`
  const reason = reasons[code]
  return reason === undefined ? code : `${reason} (${code})`
}

import { z } from 'zod'
import { isLoopback } from '../../lib/net/network.ts'
import { isRemoteUrl } from '../database.ts'
import { host, integer, list, type ValuesOf, webAddress, word } from '../env-values.ts'

/** Paths are appended to it. */
const serverAddress = () => webAddress().transform((text) => text.replace(/\/+$/, ''))

const identityKey = z.string().regex(/^publickeyv1_\w+$/, 'must be public keys that begin with publickeyv1_')

export const hostVariables = {
  ENGINE: word('embedded', 'restate')
    .prefault('embedded')
    .describe(
      'What runs executions: embedded, in this process, or restate, on several hosts that share a remote database',
    ),
  RESTATE_INGRESS_URL: serverAddress()
    .optional()
    .describe('Where the Restate server takes requests; with ENGINE=restate'),
  RESTATE_ADMIN_URL: serverAddress()
    .optional()
    .describe('The admin address of the Restate server, which has no access control; with ENGINE=restate'),
  RESTATE_HOSTS_URL: serverAddress()
    .optional()
    .describe(
      'Where the Restate server reaches the hosts, as http:// with HTTP/2: one, or a balancer of TCP connections before all; with ENGINE=restate',
    ),
  RESTATE_IDENTITY_KEYS: list(identityKey)
    .prefault('')
    .describe(
      'Public keys of the Restate server, separated by commas: requests that it has not signed are refused; needed unless HOSTS_HOST is a loopback address',
    ),
  HOSTS_HOST: host().prefault('127.0.0.1').describe('Address on which Restate reaches this host'),
  HOSTS_PORT: integer(0, 65_535)
    .prefault('9080')
    .describe('Port on which Restate reaches this host; 0 picks one'),
}

const REQUIRED = ['RESTATE_INGRESS_URL', 'RESTATE_ADMIN_URL', 'RESTATE_HOSTS_URL'] as const

type Values = ValuesOf<typeof hostVariables>

/** What `ENGINE=restate` needs besides. */
export const hostProblems = (
  values: Values & { readonly DATABASE_URL: string },
): readonly { readonly path: string; readonly message: string }[] => {
  if (values.ENGINE !== 'restate') return []
  const missing = REQUIRED.filter((name) => values[name] === undefined)
  const problems: { path: string; message: string }[] = missing.map((path) => ({
    path,
    message: 'is needed with ENGINE=restate',
  }))
  if (!isRemoteUrl(values.DATABASE_URL))
    problems.push({ path: 'DATABASE_URL', message: 'must be a remote database with ENGINE=restate' })
  if (values.RESTATE_IDENTITY_KEYS.length === 0 && !isLoopback(values.HOSTS_HOST))
    problems.push({
      path: 'RESTATE_IDENTITY_KEYS',
      message: 'is needed, as HOSTS_HOST can be reached from other machines',
    })
  return problems
}

/** `undefined` when this process runs all executions itself. */
export const toHostsConfig = ({
  ENGINE,
  RESTATE_INGRESS_URL: ingress,
  RESTATE_ADMIN_URL: admin,
  RESTATE_HOSTS_URL: hostsUrl,
  ...values
}: Values) =>
  ENGINE !== 'restate' || ingress === undefined || admin === undefined || hostsUrl === undefined
    ? undefined
    : Object.freeze({
        addresses: Object.freeze({ ingress, admin }),
        hostsUrl,
        identityKeys: values.RESTATE_IDENTITY_KEYS,
        listen: Object.freeze({ host: values.HOSTS_HOST, port: values.HOSTS_PORT }),
      })

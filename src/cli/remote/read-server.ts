import type { Command } from 'commander'
import { readExtraAuthorities } from '../../app/extra-authorities.ts'
import { type Config, ConfigError } from '../../config/config.ts'
import { hostIn, isLoopback } from '../../lib/net/network.ts'
import type { CommandContext } from '../context.ts'
import { assertKeyDestination } from './key-destination.ts'
import { addressProblem, type RemoteServer, withSlash } from './remote-server.ts'

/** What the options say about the server. */
interface Flags {
  readonly url?: string
  readonly key?: string
  readonly databaseUrl?: string
}

interface ServerQuery {
  readonly config: Config
  readonly context: CommandContext
}

/** The server that the options or the environment name. @throws CommanderError, ConfigError */
export const readServer = (command: Command, { config, context }: ServerQuery): RemoteServer | undefined => {
  const flags = command.opts<Flags>()
  const found = addressOf(command, flags, context)
  if (found === undefined) {
    if (flags.key !== undefined)
      command.error('error: --key needs the address of a server: --url or SCRIPTD_URL')
    return undefined
  }
  const key = keyOf(command, flags, context)
  if (key !== undefined) assertKeyDestination(context, flags)
  const server = {
    url: withSlash(found),
    key,
    authorities: readExtraAuthorities(config),
    env: context.env,
  }
  if (exposesKey(server)) {
    context.stderr.write(
      `scriptd: warning: ${server.url} is not encrypted: others can read the API key; use https://\n`,
    )
  }
  return server
}

/** An option takes precedence over the environment, also one that names a database. */
const addressOf = (
  command: Command,
  { url, databaseUrl }: Flags,
  { env }: CommandContext,
): string | undefined => {
  if (url !== undefined) {
    if (databaseUrl !== undefined) command.error('error: --url and --database-url exclude each other')
    const problem = addressProblem(url)
    if (problem !== undefined) command.error(`error: the value of --url ${problem}`)
    return url
  }
  const known = databaseUrl === undefined ? env.SCRIPTD_URL : undefined
  const problem = known === undefined ? undefined : addressProblem(known)
  if (problem !== undefined) throw new ConfigError([{ name: 'SCRIPTD_URL', message: problem }])
  return known
}

const keyOf = (command: Command, flags: Flags, { env }: CommandContext): string | undefined => {
  const key = (flags.key ?? env.SCRIPTD_API_KEY)?.trim()
  if (key === undefined || /^[\x21-\x7e]+$/.test(key)) return key
  if (flags.key !== undefined) command.error('error: the value of --key is not an API key')
  throw new ConfigError([{ name: 'SCRIPTD_API_KEY', message: 'is not an API key' }])
}

/** Whether others in the network can read the key on its way. */
const exposesKey = ({ url, key }: Pick<RemoteServer, 'url' | 'key'>): boolean =>
  key !== undefined && url.startsWith('http:') && !isLoopback(hostIn(url) ?? '')

import { ConfigError } from '../../config/config.ts'
import type { CommandContext } from '../context.ts'

/** Variables that decide where a key is sent, and who can read it on its way. */
const DESTINATION_VARIABLES = [
  'SCRIPTD_URL',
  'EXTRA_CA_CERTS',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
]

interface Flags {
  readonly url?: string
  readonly key?: string
}

/**
 * Refuses to send a key from elsewhere to a destination that the file `.env` sets: the file may have come with the
 * folder, from someone else.
 * @throws ConfigError
 */
export const assertKeyDestination = (
  { env, processEnv }: Pick<CommandContext, 'env' | 'processEnv'>,
  { url, key }: Flags,
): void => {
  const isFromFile = (name: string) => env[name] !== undefined && !processEnv[name]
  if (key === undefined && isFromFile('SCRIPTD_API_KEY')) return
  const found = DESTINATION_VARIABLES.filter(
    (name) => isFromFile(name) && !(name === 'SCRIPTD_URL' && url !== undefined),
  )
  if (found.length === 0) return
  throw new ConfigError(
    found.map((name) => ({
      name,
      message:
        'is from the file .env, which must not decide where an API key from elsewhere goes; set it in the environment' +
        (name === 'SCRIPTD_URL' ? ', use --url,' : '') +
        ' or start the command in another folder',
    })),
  )
}

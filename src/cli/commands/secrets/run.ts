import { newKeyText } from '../../../lib/store/keyring.ts'
import { withApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { Rotation } from '../../api/schema.ts'
import { type CommandContext, print } from '../../context.ts'

/** Prints a new key for `SECRETS_KEY`. */
export const printNewKey = ({ stdout }: CommandContext): Promise<void> => print(stdout, `${newKeyText()}\n`)

/** Re-encrypts every secret with the first key of the running server, or of this process when there is none. */
export const rotateSecrets = async (target: CommandTarget): Promise<void> => {
  const { secrets, resealed, unneeded_keys } = await withApi(target, (api) =>
    api.call(Rotation, 'POST', '/api/secrets/rotate'),
  )
  const lines = [
    `${resealed} of ${secrets} secrets were re-encrypted; all use the first key now`,
    ...unneeded_keys.map((key) => `key ${key} of SECRETS_KEY is no longer needed, except for older backups`),
  ]
  await print(target.context.stdout, `${lines.join('\n')}\n`)
}

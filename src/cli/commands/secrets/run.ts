import { newKeyText } from '../../../lib/store/keyring.ts'
import { withApi } from '../../api/connect.ts'
import type { Place } from '../../api/find-server.ts'
import { Rotation } from '../../api/schema.ts'
import { type CommandContext, print } from '../../context.ts'

/** Prints a fresh key for `SECRETS_KEY`. */
export const printNewKey = ({ stdout }: CommandContext): Promise<void> => print(stdout, `${newKeyText()}\n`)

/** Encrypts every secret with the first key of whoever does it: the running server, or this process. */
export const rotateSecrets = async (place: Place): Promise<void> => {
  const { secrets, resealed, unneeded_keys } = await withApi(place, (api) =>
    api.call(Rotation, 'POST', '/api/secrets/rotate'),
  )
  const lines = [
    `${resealed} of ${secrets} secrets were encrypted anew; all have the first key now`,
    ...unneeded_keys.map(
      (key) => `key ${key} of SECRETS_KEY is not needed any more, but for backups from before`,
    ),
  ]
  await print(place.context.stdout, `${lines.join('\n')}\n`)
}

import type { z } from 'zod'
import { newKeyText } from '../../../lib/store/keyring.ts'
import { withApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { DeletedSecret, Rotation, Secret } from '../../api/schema.ts'
import { type CommandContext, CommandError, print } from '../../context.ts'
import { decodeUtf8, readBytes, STANDARD_INPUT } from '../../documents.ts'
import type { ListFlags } from '../../resources/group.ts'
import { type Columns, printList } from '../../resources/print-list.ts'

/** Prints a new key for `SECRETS_KEY`. */
export const printNewKey = ({ stdout }: CommandContext): Promise<void> => print(stdout, `${newKeyText()}\n`)

export interface SecretSource {
  readonly name: string
  /** The file with the value; by default a terminal is asked, or else standard input is read. */
  readonly file: string | undefined
}

const pathOf = (name: string): string => `/api/secrets/${encodeURIComponent(name)}`

/** Creates a secret or replaces its value. */
export const setSecret = async (target: CommandTarget, source: SecretSource): Promise<void> => {
  const { name } = source
  const value = await readValue(source, target)
  const { isNew } = await withApi({ ...target, create: true }, (api) =>
    api.put(Secret, pathOf(name), { value }),
  )
  target.context.stderr.write(`${name} was ${isNew ? 'created' : 'replaced'}\n`)
}

const readValue = async (
  { name, file }: SecretSource,
  { context, remote }: CommandTarget,
): Promise<string> => {
  const place = remote ? ` on ${remote.url}` : ''
  const asked = file === undefined ? await askValue(`Value of ${name}${place}: `, context) : undefined
  if (asked !== undefined) return asked
  const source = file ?? STANDARD_INPUT
  try {
    return decodeUtf8(await readBytes(source, context)).replace(/\r?\n$/, '')
  } catch (cause) {
    if (cause instanceof CommandError) throw cause
    throw new CommandError(`the value of ${name} is not UTF-8 text`, { cause })
  }
}

/** @throws CommandError on Ctrl-C and Ctrl-D */
const askValue = async (question: string, context: CommandContext): Promise<string | undefined> => {
  try {
    return await context.askHidden(question)
  } catch (cause) {
    if (!(cause instanceof Error && cause.name === 'AbortError')) throw cause
    throw new CommandError('no value was entered, so nothing was changed', { cause, exitCode: 130 })
  }
}

const columns: Columns<z.output<typeof Secret>> = {
  name: ({ name }) => name,
  created: ({ created_at }) => created_at,
  updated: ({ updated_at }) => updated_at,
}

/** Prints every secret, without its value. */
export const listSecrets = async (target: CommandTarget, flags: ListFlags): Promise<void> => {
  const secrets = await withApi(target, (api) => Array.fromAsync(api.list(Secret, '/api/secrets')))
  await printList(target.context, secrets, columns, flags)
}

export const deleteSecret = async (target: CommandTarget, name: string): Promise<void> => {
  await withApi(target, (api) => api.call(DeletedSecret, 'DELETE', pathOf(name)))
  target.context.stderr.write(`${name} was deleted\n`)
}

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

import { z } from 'zod'
import { isKeyText, Keyring } from '../lib/store/keyring.ts'
import { list, type ValuesOf } from './env-values.ts'

const secretsKey = z.string().refine(isKeyText, 'must list keys of 32 bytes, each as base64 or hexadecimal')

export const secretsVariables = {
  SECRETS_KEY: list(secretsKey)
    .refine((keys) => new Keyring(keys).ids.length === keys.length, 'must not list a key twice')
    .prefault('')
    .describe(
      'Keys of 32 bytes, base64 or hexadecimal, comma separated: the first encrypts secrets, all decrypt them',
    ),
}

export const toSecretsConfig = (values: ValuesOf<typeof secretsVariables>) =>
  Object.freeze({ keyring: new Keyring(values.SECRETS_KEY) })

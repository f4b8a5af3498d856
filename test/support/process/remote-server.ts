import type { TestContext } from 'node:test'
import { newKeyText } from '../../../src/lib/store/keyring.ts'
import { startServer } from '../http/server.ts'
import { createFolder } from './command.ts'
import { type CommandCall, callCommand } from './command-line.ts'

/** A server that asks for keys, and commands that know it by its address alone. */
export const startRemoteServer = async (t: TestContext, env: Readonly<Record<string, string>> = {}) => {
  const { url, database } = await startServer(t, { SECRETS_KEY: newKeyText(), ...env })
  const createKey = async (...scopes: readonly string[]) => {
    const args = ['keys', 'create', '--name', scopes.join(), '--scope', ...scopes]
    const { stdout } = await callCommand({ args, env: { DATABASE_URL: `file:${database}` } })
    return stdout.trim()
  }
  const key = await createKey('admin')
  const environment = { SCRIPTD_URL: url, SCRIPTD_API_KEY: key }
  return {
    url,
    key,
    createKey,
    folder: await createFolder(t),
    environment,
    /** Runs a command of an administrator, who has set the environment. */
    call: (args: readonly string[], more: Omit<CommandCall, 'args'> = {}) =>
      callCommand({ ...more, args, env: { ...environment, ...more.env } }),
  }
}

import packageJson from '../../package.json' with { type: 'json' }
import { commit } from '../build-info.ts'
import { sqliteVersion } from '../db/client.ts'
import { type CommandContext, print } from './context.ts'

/** Prints the versions that a bug report needs. */
export const printVersion = async ({ stdout, nodeVersion }: CommandContext): Promise<void> => {
  const { name, version } = packageJson
  const parts = [`commit ${commit}`, `Node ${nodeVersion}`, `SQLite ${await sqliteVersion()}`]
  await print(stdout, `${name} ${version} (${parts.join(', ')})\n`)
}

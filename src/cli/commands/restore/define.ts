import type { Command } from 'commander'
import { addConfigFlags, readServerConfig, type Setup } from '../../config-flags.ts'

const examples = `
Stop the server first. The replaced database is kept beside the restored one,
under another name.

Examples:
  $ scriptd restore monday.db
  $ scriptd restore --database-url file:/var/lib/scriptd/scriptd.db \\
      /mnt/backups/latest.db
`

export const defineRestore = (program: Command, setup: Setup): void => {
  const { context } = setup
  const command = program
    .command('restore')
    .description('replace the database with a backup')
    .argument('<file>', 'the backup')
    .addHelpText('after', examples)
    .action(async (file: string) => {
      const { database } = await readServerConfig(command, context)
      const { restore } = await import('./run.ts')
      await restore({ url: database.url, file }, context)
    })
  addConfigFlags(command, setup, ['DATABASE_URL'])
}

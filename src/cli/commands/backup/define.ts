import type { Command } from 'commander'
import { addConfigFlags, readServerConfig, type Setup } from '../../config-flags.ts'

const examples = `
Examples:
  $ scriptd backup monday.db
  $ scriptd backup --force --database-url file:/var/lib/scriptd/scriptd.db \\
      /mnt/backups/latest.db
`

export const defineBackup = (program: Command, setup: Setup): void => {
  const { context } = setup
  const command = program
    .command('backup')
    .description('copy the database, even while a server is using it, and verify the copy')
    .argument('<file>', 'where to write the copy')
    .option('--force', 'overwrite an existing file')
    .addHelpText('after', examples)
    .action(async (file: string, { force = false }: { force?: boolean }) => {
      const { database } = await readServerConfig(command, context)
      const { backup } = await import('./run.ts')
      await backup({ url: database.url, file, force }, context)
    })
  addConfigFlags(command, setup, ['DATABASE_URL'])
}

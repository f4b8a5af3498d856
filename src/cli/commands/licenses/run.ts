import { loadLicences } from '../../../app/assets.ts'
import { type CommandContext, CommandError, print } from '../../context.ts'

export const printLicenses = async ({ stdout }: CommandContext): Promise<void> => {
  const texts = loadLicences()
  if (texts === undefined) {
    throw new CommandError(
      'run from its sources, scriptd contains no other code: see LICENSE and node_modules',
    )
  }
  await print(stdout, texts)
}

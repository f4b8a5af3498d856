import type { Command } from 'commander'
import type { CommandTarget } from '../../api/find-server.ts'
import { databaseVariables, type Setup } from '../../config-flags.ts'
import { addTargetFlags, readTarget } from '../../remote/options.ts'

const examples = `
Paths are those in the workspace. "-" stands for standard output or input. A
file is replaced when all of the new one has arrived, and stays as it is when
that fails.

Examples:
  $ scriptd files list reports --recursive
  $ scriptd files get reports/june.csv
  $ scriptd files get reports/june.csv - | head
  $ scriptd files put prices.csv data/prices.csv --create-only
  $ scriptd files delete data/prices.csv
`

export const defineFiles = (program: Command, setup: Setup): void => {
  const { context } = setup
  const files = program
    .command('files')
    .description('list, download, upload and delete files of the workspace')
  files.addHelpText('after', examples)

  const addCommand = (
    command: Command,
    work: (target: CommandTarget, path: string, other?: string) => Promise<void>,
  ) => {
    command.addHelpText('after', examples).action(async (path = '', other?: unknown) => {
      await work(await readTarget(command, context), path, typeof other === 'string' ? other : undefined)
    })
    addTargetFlags(command, setup, [...databaseVariables, 'WORKSPACE_DIR'])
  }

  const list = files
    .command('list')
    .description('list the files and folders of a folder')
    .argument('[path]', 'the folder (default: the workspace)')
    .option('--recursive', 'also list what the folders below contain')
    .option('--json', 'print JSON instead of a table')
  addCommand(list, async (target, path) => {
    const { listFiles } = await import('./run.ts')
    const { recursive = false, json = false } = list.opts<{ recursive?: boolean; json?: boolean }>()
    await listFiles(target, { path, recursive, json })
  })

  const get = files
    .command('get')
    .description('download a file')
    .argument('<path>', 'the file')
    .argument('[target]', 'where to write it; - for standard output (default: its name in this folder)')
  addCommand(get, async (target, path, to) => {
    const { getFile } = await import('./get.ts')
    await getFile(target, path, to)
  })

  const put = files
    .command('put')
    .description('upload a file')
    .argument('<source>', 'the file to upload; - for standard input')
    .argument('[path]', 'where to store it, in a folder if it ends with / (default: its name)')
    .option('--create-only', 'fail if there is such a file already')
  addCommand(put, async (target, source, path) => {
    const { putFile } = await import('./put.ts')
    const { createOnly = false } = put.opts<{ createOnly?: boolean }>()
    await putFile(target, { source, path, createOnly })
  })

  const remove = files
    .command('delete')
    .description('delete a file or an empty folder')
    .argument('<path>', 'the file')
  addCommand(remove, async (target, path) => {
    const { deleteFile } = await import('./run.ts')
    await deleteFile(target, path)
  })
}

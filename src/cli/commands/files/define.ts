import type { Command } from 'commander'
import { databaseVariables, type Setup } from '../../config-flags.ts'
import { defineGroup, type ListFlags, withJson } from '../../resources/group.ts'

const examples = `
Paths are relative to the workspace. "-" stands for standard output or input. A
file is replaced only once the new one has arrived completely.

Examples:
  $ scriptd files list reports --recursive
  $ scriptd files get reports/june.csv
  $ scriptd files get reports/june.csv - | head
  $ scriptd files put prices.csv data/prices.csv --create-only
  $ scriptd files delete data/prices.csv
`

export const defineFiles = (program: Command, setup: Setup): void => {
  const { add } = defineGroup(program, setup, {
    name: 'files',
    description: 'list, download, upload and delete files of the workspace',
    help: examples,
    variables: [...databaseVariables, 'WORKSPACE_DIR'],
  })
  add<ListFlags & { recursive?: boolean }>({
    name: 'list',
    description: 'list the files and folders of a folder',
    build: (command) =>
      withJson(
        command
          .argument('[path]', 'the folder (default: the workspace)')
          .option('--recursive', 'also list the contents of subfolders'),
      ),
    work: async (target, { recursive = false, ...flags }, path = '') => {
      const { listFiles } = await import('./run.ts')
      await listFiles(target, { path, recursive }, flags)
    },
  })
  add({
    name: 'get',
    description: 'download a file',
    build: (command) =>
      command
        .argument('<path>', 'the file')
        .argument('[target]', 'where to write it; - for standard output (default: its name in this folder)'),
    work: async (target, _flags, path = '', to?: string) => {
      const { getFile } = await import('./get.ts')
      await getFile(target, path, to)
    },
  })
  add<{ createOnly?: boolean }>({
    name: 'put',
    description: 'upload a file',
    build: (command) =>
      command
        .argument('<source>', 'the file to upload; - for standard input')
        .argument('[path]', 'where to store it, in a folder if it ends with / (default: its name)')
        .option('--create-only', 'fail if the file already exists'),
    work: async (target, { createOnly = false }, source = '', path?: string) => {
      const { putFile } = await import('./put.ts')
      await putFile(target, { source, path, createOnly })
    },
  })
  add({
    name: 'delete',
    description: 'delete a file or an empty folder',
    build: (command) => command.argument('<path>', 'the file'),
    work: async (target, _flags, path = '') => {
      const { deleteFile } = await import('./run.ts')
      await deleteFile(target, path)
    },
  })
}

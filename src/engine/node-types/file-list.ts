import { z } from 'zod'
import { defineNodeType } from '../node-type.ts'
import { filePath, filePathAt } from './file-fields.ts'

const MAX_ENTRIES = 100_000

export const fileListType = defineNodeType({
  type: 'file_list',
  kind: 'task',
  title: 'List files',
  description:
    'Lists a folder: `{name, path, kind, size, modified_at}` for each `file` and `folder`, folders first. Links that lead out of the selected folder are left out.',
  effects: false,
  ports: ['out'],
  addressAt: filePathAt('path'),
  parameters: z.strictObject({
    path: filePath('reports').default('.').describe('The path of the folder in the selected folder.'),
    recursive: z
      .boolean()
      .default(false)
      .describe('Whether the contents of subfolders are also listed.')
      .meta({ examples: [true] }),
    limit: z
      .int()
      .min(1)
      .max(MAX_ENTRIES)
      .default(10_000)
      .describe('Maximum number of entries; a folder with more is an error.')
      .meta({ examples: [1000] }),
  }),
  example: { parameters: { path: '.' } },
  run: async (parameters, { services, signal }) => ({
    output: await services.files.list(parameters, signal),
  }),
})

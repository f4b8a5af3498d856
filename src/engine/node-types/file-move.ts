import { z } from 'zod'
import { defineNodeType } from '../node-type.ts'
import { filePath, filePathAt } from './file-fields.ts'

export const fileMoveType = defineNodeType({
  type: 'file_move',
  kind: 'task',
  title: 'Move file',
  description:
    'Moves or renames a file or folder in the selected folder, creates missing folders, and passes on the new `{path}`.',
  effects: true,
  ports: ['out'],
  addressAt: filePathAt('from', 'to'),
  parameters: z.strictObject({
    from: filePath('inbox/orders.csv').describe('The current path in the selected folder.'),
    to: filePath('done/orders.csv').describe('The new path, with the name of the file.'),
    overwrite: z
      .boolean()
      .default(false)
      .describe('Whether an existing file at the new path is replaced; otherwise it is an error.')
      .meta({ examples: [true] }),
  }),
  example: { parameters: { from: 'total.json', to: 'archive/total.json', overwrite: true } },
  run: async (parameters, { services, signal }) => ({
    output: await services.files.move(parameters, signal),
  }),
})

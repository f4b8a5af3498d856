import { z } from 'zod'
import { NodeError } from '../errors.ts'
import { defineNodeType } from '../node-type.ts'
import { filePath, filePathAt } from './file-fields.ts'

export const fileDeleteType = defineNodeType({
  type: 'file_delete',
  kind: 'task',
  title: 'Delete file',
  description: 'Deletes a file or an empty folder in the selected folder and passes on `{path, deleted}`.',
  effects: true,
  ports: ['out'],
  addressAt: filePathAt('path'),
  parameters: z.strictObject({
    path: filePath('reports/2025.json'),
    missing: z
      .enum(['fail', 'ignore'])
      .default('fail')
      .describe('What happens if there is no such file: with `ignore`, `deleted` is false.')
      .meta({ examples: ['ignore'] }),
  }),
  example: { parameters: { path: 'total.json', missing: 'ignore' } },
  run: async ({ path, missing }, { services, signal }) => {
    const deleted = await services.files.remove(path, signal)
    if (!deleted && missing === 'fail') {
      const message = `${JSON.stringify(path)} does not exist. Set \`missing\` to \`ignore\` if that is not an error.`
      throw new NodeError('FILE_NOT_FOUND', message, { retryable: false })
    }
    return { output: { path, deleted } }
  },
})

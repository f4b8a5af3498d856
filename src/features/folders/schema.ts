import { z } from '@hono/zod-openapi'
import { maxCharacters } from '../../domain/plain-text.ts'

const path = (description: string) =>
  z.string().check(maxCharacters(4096)).openapi({ description, example: 'reports/2026' })

export const FolderSelection = z
  .strictObject({
    path: path('Path from the root of the workspace, or an absolute path; empty for the root itself.'),
  })
  .openapi('FolderSelection', { description: 'The folder to select.', example: { path: 'reports/2026' } })

export const SelectedFolder = z
  .object({ folder_path: path('Path from the root of the workspace; empty for the root itself.') })
  .openapi('SelectedFolder', {
    description: 'The folder in which file nodes read and write.',
    example: { folder_path: 'reports/2026' },
  })

export const FolderQuery = z.object({
  path: path('Path of the folder from the root of the workspace; defaults to the root.').default(''),
})

export const FolderEntry = z
  .object({
    name: z.string().openapi({ description: 'Name of the file or folder.', example: 'june.csv' }),
    path: z
      .string()
      .openapi({ description: 'Path from the root of the workspace.', example: 'reports/2026/june.csv' }),
    kind: z
      .enum(['folder', 'file'])
      .openapi('EntryKind', { description: 'Whether it is a folder or a file.', example: 'file' }),
    size: z
      .int()
      .min(0)
      .nullable()
      .openapi({ description: 'Size in bytes; null for a folder.', example: 1024 }),
    modified_at: z.iso
      .datetime()
      .openapi({ description: 'Time of the last modification.', example: '2026-11-23T18:00:00.000Z' }),
  })
  .openapi('FolderEntry', {
    description: 'A file or folder.',
    example: {
      name: 'june.csv',
      path: 'reports/2026/june.csv',
      kind: 'file',
      size: 1024,
      modified_at: '2026-11-23T18:00:00.000Z',
    },
  })

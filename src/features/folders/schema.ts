import { z } from '@hono/zod-openapi'

const path = (description: string) => z.string().max(4096).openapi({ description, example: 'reports/2026' })

export const FolderSelection = z
  .strictObject({
    path: path("From the workspace's root, or absolute; empty for the root itself."),
  })
  .openapi('FolderSelection', { description: 'The folder to select.', example: { path: 'reports/2026' } })

export const SelectedFolder = z
  .object({ folder_path: path("From the workspace's root; empty for the root itself.") })
  .openapi('SelectedFolder', {
    description: 'The folder that file nodes work in.',
    example: { folder_path: 'reports/2026' },
  })

export const FolderQuery = z.object({
  path: path("The folder, from the workspace's root; without it the root.").default(''),
})

export const FolderEntry = z
  .object({
    name: z.string().openapi({ description: 'Its name in the folder.', example: 'june.csv' }),
    path: z.string().openapi({ description: "From the workspace's root.", example: 'reports/2026/june.csv' }),
    kind: z.enum(['folder', 'file']).openapi({ description: 'What it is.', example: 'file' }),
    size: z.int().min(0).nullable().openapi({ description: 'In bytes; null for a folder.', example: 1024 }),
    modified_at: z.iso
      .datetime()
      .openapi({ description: 'When it was last changed.', example: '2026-11-23T18:00:00.000Z' }),
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

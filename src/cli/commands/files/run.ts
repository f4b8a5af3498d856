import { z } from 'zod'
import { withApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { FileEntry } from '../../api/schema.ts'
import type { ListFlags } from '../../resources/group.ts'
import { type Columns, printList } from '../../resources/print-list.ts'

/** The operations on the content of a file have one path. */
export const contentPath = (path: string): string => `/api/files/content?${new URLSearchParams({ path })}`

export interface FileListing {
  readonly path: string
  readonly recursive: boolean
}

const columns: Columns<FileEntry> = {
  path: ({ path, kind }) => path + (kind === 'folder' ? '/' : ''),
  bytes: ({ size }) => String(size ?? ''),
  modified: ({ modified_at }) => modified_at,
}

/** Prints the contents of a folder. */
export const listFiles = async (
  target: CommandTarget,
  { path, recursive }: FileListing,
  flags: ListFlags,
): Promise<void> => {
  const query = { path, recursive: String(recursive) }
  const entries = await withApi({ ...target, files: true }, (api) =>
    Array.fromAsync(api.list(FileEntry, '/api/files', query)),
  )
  await printList(target.context, entries, columns, flags)
}

export const deleteFile = async (target: CommandTarget, path: string): Promise<void> => {
  await withApi({ ...target, files: true }, (api) => api.call(z.unknown(), 'DELETE', contentPath(path)))
  target.context.stderr.write(`${path} was deleted\n`)
}

import { z } from 'zod'
import { withApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { FileEntry } from '../../api/schema.ts'
import { print } from '../../context.ts'
import { toJsonText } from '../../documents.ts'
import { toTable } from '../../table.ts'

/** The operations on the content of a file have one path. */
export const contentPath = (path: string): string => `/api/files/content?${new URLSearchParams({ path })}`

export interface FileListing {
  readonly path: string
  readonly recursive: boolean
  readonly json: boolean
}

/** Prints the contents of a folder. */
export const listFiles = async (
  target: CommandTarget,
  { path, recursive, json }: FileListing,
): Promise<void> => {
  const query = { path, recursive: String(recursive) }
  const entries = await withApi({ ...target, files: true }, (api) =>
    Array.fromAsync(api.list(FileEntry, '/api/files', query)),
  )
  const rows = entries.map((entry) => [
    entry.path + (entry.kind === 'folder' ? '/' : ''),
    String(entry.size ?? ''),
    entry.modified_at,
  ])
  await print(
    target.context.stdout,
    json ? toJsonText(entries) : toTable([['path', 'bytes', 'modified'], ...rows]),
  )
}

export const deleteFile = async (target: CommandTarget, path: string): Promise<void> => {
  await withApi({ ...target, files: true }, (api) => api.call(z.unknown(), 'DELETE', contentPath(path)))
  target.context.stderr.write(`${path} was deleted\n`)
}

import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import { RefusedError } from '../../api/client.ts'
import { withApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { FileEntry } from '../../api/schema.ts'
import { type CommandContext, CommandError } from '../../context.ts'
import { readReason, STANDARD_INPUT } from '../../documents.ts'

export interface Upload {
  readonly source: string
  /** In the workspace; a folder if it ends with a slash. */
  readonly path: string | undefined
  /** Fails when the file exists. */
  readonly createOnly: boolean
}

/** Sends a file to the workspace as it is read. */
export const putFile = async (target: CommandTarget, upload: Upload): Promise<void> => {
  const { context } = target
  const { createOnly } = upload
  const path = pathOf(upload)
  const content = await contentOf(upload.source, context)
  const headers = {
    'Content-Type': 'application/octet-stream',
    ...(createOnly && { 'If-None-Match': '*' }),
  }
  const signal = context.stopSignal()
  const { contentPath } = await import('./run.ts')
  const stored = await withApi({ ...target, create: true, files: true }, (api) =>
    api.call(FileEntry, 'PUT', contentPath(path), { content, headers, signal }).catch((error) => {
      if (signal.aborted) throw new CommandError('the upload was stopped; nothing has changed')
      if (!createOnly || !(error instanceof RefusedError) || error.status !== 412) throw error
      throw new CommandError(`the file ${path} already exists`, { cause: error })
    }),
  )
  context.stderr.write(`${stored.path} was stored (${stored.size} bytes)\n`)
}

const pathOf = ({ source, path }: Upload): string => {
  if (path !== undefined && !path.endsWith('/')) return path
  if (source === STANDARD_INPUT) throw new CommandError('standard input has no name: give the path of a file')
  return `${path ?? ''}${basename(source)}`
}

const contentOf = async (
  source: string,
  context: CommandContext,
): Promise<Blob | ReadableStream<Uint8Array>> => {
  if (source === STANDARD_INPUT) return context.openInput()
  try {
    const found = await stat(source)
    if (!found.isFile())
      throw new CommandError(`cannot read ${source}: it is not a file; a pipe is read as standard input`)
    return await openAsBlob(source)
  } catch (cause) {
    if (cause instanceof CommandError) throw cause
    throw new CommandError(`cannot read ${source}: ${readReason(systemErrorCode(cause) ?? 'EACCES')}`, {
      cause,
    })
  }
}

import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import { withApi } from '../../api/connect.ts'
import type { CommandTarget } from '../../api/find-server.ts'
import { networkErrorCode } from '../../api/send.ts'
import { type CommandContext, CommandError, print } from '../../context.ts'
import { STANDARD_INPUT as STANDARD_OUTPUT } from '../../documents.ts'
import { contentPath } from './run.ts'

/** Writes a file of the workspace as it arrives. An existing file is replaced when all of the new one is there. */
export const getFile = (target: CommandTarget, path: string, to = basename(path)): Promise<void> => {
  const { context } = target
  const signal = context.stopSignal()
  return withApi({ ...target, files: true }, async (api) => {
    const { body } = await api.download(contentPath(path), signal)
    const content = checked(body ?? ReadableStream.from([]), signal)
    if (to === STANDARD_OUTPUT) await show(content, context)
    else await save(content, await placeOf(to, path))
  })
}

/** The content; a failure of the network becomes an expected one. */
async function* checked(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (cause) {
    if (signal.aborted) throw new CommandError('the download was stopped', { cause })
    throw new CommandError(`the file did not arrive as a whole: ${networkErrorCode(cause)}`, { cause })
  }
}

const show = async (content: AsyncIterable<Uint8Array>, { stdout }: CommandContext): Promise<void> => {
  for await (const part of content) await print(stdout, part)
}

interface Place {
  readonly file: string
  /** Whether it may be replaced by another file; a device or a pipe may not. */
  readonly isReplaceable: boolean
}

const placeOf = async (to: string, path: string): Promise<Place> => {
  const found = await stat(to).catch(() => undefined)
  if (found?.isDirectory() || to.endsWith('/')) return placeOf(join(to, basename(path)), path)
  return { file: to, isReplaceable: found === undefined || found.isFile() }
}

const save = async (content: AsyncIterable<Uint8Array>, { file, isReplaceable }: Place): Promise<void> => {
  const part = isReplaceable ? join(dirname(file), `.${basename(file)}.${randomUUID()}.part`) : file
  try {
    await pipeline(content, createWriteStream(part, { flags: isReplaceable ? 'wx' : 'w' }))
    if (isReplaceable) await rename(part, file)
  } catch (cause) {
    if (isReplaceable) await rm(part, { force: true })
    if (cause instanceof CommandError) throw cause
    throw new CommandError(`cannot write ${file}: ${systemErrorCode(cause) ?? cause}`, { cause })
  }
}

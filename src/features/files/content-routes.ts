import type { Context } from 'hono'
import { AppError, validationFailed } from '../../domain/errors.ts'
import { STREAM_BYTES } from '../../http/access/caller-memory.ts'
import type { AppEnv } from '../../http/env.ts'
import { byteRangeOf } from '../../http/request/byte-range.ts'
import { headerOf } from '../../http/request/header.ts'
import { precondition } from '../../http/request/precondition.ts'
import { isNotModified, matches } from '../../http/response/etag.ts'
import { liftBodyTimeout } from '../../http/server/body-timeout.ts'
import { sendContinue } from '../../http/server/continue.ts'
import { attachment } from './attachment.ts'
import { streamContent } from './content-stream.ts'
import type { OpenFile, Upload } from './ports.ts'
import { receiveBody } from './receive-body.ts'

export interface ChangeHeaders {
  readonly 'if-match'?: string | undefined
  readonly 'if-none-match'?: string | undefined
}

/** A partial or encoded body would be stored as something other than the intended file. @throws AppError */
const checkIsWhole = (c: Context<AppEnv>): void => {
  const isPartial = headerOf(c, 'content-range') !== undefined
  const isEncoded = (headerOf(c, 'content-encoding')?.trim().toLowerCase() || 'identity') !== 'identity'
  // RFC 9110 requires the answer to list the accepted codings: none.
  if (isEncoded) throw new AppError('ENCODED_UPLOAD', { headers: { 'Accept-Encoding': 'identity' } })
  if (isPartial) throw validationFailed([{ path: 'header.content-range', code: 'partial_upload' }])
}

/** Takes the body of a request into a file, after the checks that need no body. */
export const uploadOf = (c: Context<AppEnv>, path: string, headers: ChangeHeaders): Upload => {
  checkIsWhole(c)
  const length = headerOf(c, 'content-length')
  return {
    path,
    createOnly: headers['if-none-match']?.trim() === '*',
    condition: precondition(headers),
    size: length === undefined || headerOf(c, 'transfer-encoding') !== undefined ? undefined : Number(length),
    signal: c.req.raw.signal,
    fill: async (descriptor, grow) => {
      const { incoming, outgoing } = c.env ?? {}
      liftBodyTimeout(incoming)
      if (outgoing && headerOf(c, 'expect')?.toLowerCase() === '100-continue') sendContinue(outgoing)
      const claim = c.get('claimMemory')()
      try {
        claim.take(STREAM_BYTES)
        await receiveBody(c.req.raw.body, descriptor, grow)
      } finally {
        claim.release()
      }
    },
  }
}

interface PartHeaders {
  readonly range?: string | undefined
  readonly 'if-match'?: string | undefined
  readonly 'if-range'?: string | undefined
}

/** Answers with the file or a part of it, as an attachment. Closes the file when it is sent. */
export const sendFile = async (c: Context<AppEnv>, file: OpenFile, headers: PartHeaders) => {
  try {
    return answerWith(c, file, headers)
  } catch (error) {
    await file.handle.close()
    throw error
  }
}

const answerWith = (c: Context<AppEnv>, { entry, etag, handle }: OpenFile, headers: PartHeaders) => {
  const { 'if-match': match, 'if-range': since, range } = headers
  if (match !== undefined && !matches(match, etag)) throw new AppError('PRECONDITION_FAILED')
  const size = entry.size ?? 0
  // Compressing it would change its size and what a part of it is.
  const common = { ETag: etag, 'Cache-Control': 'no-cache, no-transform', 'Accept-Ranges': 'bytes' }
  if (isNotModified(c, etag)) return closing(handle, c.body(null, 304, common))
  const isCurrent = since === undefined || since.trim() === etag
  const part = c.req.method === 'GET' && isCurrent ? byteRangeOf(range, size) : undefined
  if (part === 'none') {
    throw new AppError('RANGE_NOT_SATISFIABLE', {
      values: { size },
      headers: { 'Content-Range': `bytes */${size}` },
    })
  }
  const { start, end } = part ?? { start: 0, end: size - 1 }
  const own = {
    ...common,
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': attachment(entry.name),
    'Content-Length': String(end - start + 1),
    ...(part && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  }
  const status = part ? 206 : 200
  if (c.req.method === 'HEAD' || size === 0) return closing(handle, c.body(null, status, own))
  return c.body(streamContent(c, handle, { start, end }), status, own)
}

const closing = (handle: OpenFile['handle'], answer: Response): Response => {
  void handle.close().catch(() => undefined)
  return answer
}

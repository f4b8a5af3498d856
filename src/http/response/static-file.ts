import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { contentTag } from '../../lib/store/content-tag.ts'
import { isNotModified } from './etag.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface StaticFile {
  readonly type: string
  readonly etag: string
  readonly plain: Bytes
  readonly gzipped: Bytes
}

/** Compresses the file once, because callers without a key may request it very often. */
export const createStaticFile = async (type: string, plain: Bytes): Promise<StaticFile> => ({
  type,
  etag: contentTag(plain),
  plain,
  gzipped: new Uint8Array(await promisify(gzip)(plain)),
})

const acceptEncoding = {
  header: 'Accept-Encoding',
  supports: ['gzip'],
  default: 'identity',
  match: (accepted) =>
    accepted.some(({ type, q }) => (type === 'gzip' || type === '*') && q > 0) ? 'gzip' : 'identity',
} as const satisfies Parameters<typeof accepts>[1]

/** Answers with the file, or with 304 when the client has it; `caching` goes into `Cache-Control`. */
export const sendStaticFile = (c: Context, file: StaticFile, caching: string) => {
  // Without `no-transform`, `hono/compress` would compress it again for other encodings.
  c.header('Cache-Control', `${caching}, no-transform`)
  const isGzipped = accepts(c, acceptEncoding) === 'gzip'
  c.header('ETag', isGzipped ? `W/${file.etag}` : file.etag)
  if (isNotModified(c, file.etag)) return c.body(null, 304)
  const bytes = isGzipped ? file.gzipped : file.plain
  return c.body(bytes, 200, {
    'Content-Type': file.type,
    'Content-Length': String(bytes.byteLength),
    ...(isGzipped && { 'Content-Encoding': 'gzip' }),
  })
}

import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { contentTag } from '../../lib/content-tag.ts'
import { matches } from '../etag.ts'
import { isJson, readBodyText } from './body-text.ts'

const isTagged = (c: Context): boolean =>
  (c.req.method === 'GET' || c.req.method === 'HEAD') && c.res.status === 200 && isJson(c)

const tagBody = async (c: Context): Promise<string> => {
  const etag = contentTag(await readBodyText(c))
  c.res.headers.set('ETag', etag)
  return etag
}

const answerNotModified = (c: Context): void => {
  const { headers } = c.res
  for (const name of ['Content-Type', 'Content-Length']) headers.delete(name)
  c.res = undefined
  c.res = new Response(null, { status: 304, headers })
}

/**
 * Tags JSON answers to GET, unless the handler did, and answers 304 when the client has that version. All other
 * headers stay on a 304. (`hono/etag` also tags event streams, clones every body and drops CORS and request id.)
 */
export const etag = () =>
  createMiddleware(async function etag(c, next) {
    await next()
    if (!isTagged(c)) return
    const { headers } = c.res
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-cache')
    const tag = headers.get('ETag') ?? (await tagBody(c))
    const known = c.req.header('If-None-Match')
    if (known !== undefined && matches(known, tag)) answerNotModified(c)
  })

import type { Context } from 'hono'

export const isJson = (c: Context): boolean =>
  /^application\/json\b/.test(c.res.headers.get('Content-Type') ?? '')

/** The text of the answer, which is made again from it, now with its length: a body can be read only once. */
export const readBodyText = async (c: Context): Promise<string> => {
  const { status, headers } = c.res
  const text = await c.res.text()
  headers.set('Content-Length', String(Buffer.byteLength(text)))
  // Otherwise hono would copy the headers of the old answer to the new one.
  c.res = undefined
  c.res = new Response(text, { status, headers })
  return text
}

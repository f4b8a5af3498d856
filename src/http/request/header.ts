import type { Context } from 'hono'

/**
 * A header of the request; lists of the same name are joined. Node has them all at hand, while hono's `header` checks
 * the name, lower-cases it and looks through the headers each time, and a request asks for a dozen.
 */
export const headerOf = (c: Context, name: Lowercase<string>): string | undefined => {
  // A request that is made in memory has none of Node's.
  const headers = c.env?.incoming?.headers
  return headers ? headers[name] : c.req.header(name)
}

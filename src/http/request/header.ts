import type { Context } from 'hono'

/**
 * A request header; repeated ones are joined. Reads Node's parsed headers, because the first call of hono's `header`
 * creates a `Headers` object, and later ones check and lower-case the name each time.
 */
export const headerOf = (c: Context, name: Lowercase<string>): string | undefined => {
  // Requests made in memory have no Node headers.
  const headers = c.env?.incoming?.headers
  return headers ? headers[name] : c.req.header(name)
}

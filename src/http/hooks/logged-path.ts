import type { Context } from 'hono'

const RECEIVED = /^\/(hooks|resume)\/+[^/]+/

/** The path of a request for logs and traces, without the token of a webhook or link. */
export const loggedPath = (c: Context): string => c.req.path.replace(RECEIVED, '/$1/***')

/** The address of a webhook or link as their operations have it, null for any other path. */
export const receiverPattern = (path: string): string | null => {
  const [, kind] = RECEIVED.exec(path) ?? []
  return kind === undefined ? null : `/${kind}/:token`
}

import type { Context } from 'hono'

/** The path of a request for logs and traces, without the token of a webhook or link. */
export const loggedPath = (c: Context): string => c.req.path.replace(/^\/(hooks|resume)\/+[^/]+/, '/$1/***')

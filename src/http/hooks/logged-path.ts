import type { Context } from 'hono'

/** The path of a request for logs and traces, without the token of a webhook. */
export const loggedPath = (c: Context): string => c.req.path.replace(/^\/hooks\/+[^/]+/, '/hooks/***')

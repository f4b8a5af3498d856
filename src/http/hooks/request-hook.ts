import { inspect } from 'node:util'
import type { Context, ErrorHandler, MiddlewareHandler } from 'hono'
import type { AppEnv } from '../env.ts'

type AnswerHook = (c: Context<AppEnv>) => void

/** Runs before a request is handled; may return a hook that runs after. Neither may throw or be asynchronous. */
export type RequestHook = (c: Context<AppEnv>) => AnswerHook | undefined

/**
 * One middleware that runs several hooks, the first of them outermost: cheaper than a middleware each. Thrown values
 * other than errors go to `onError` from here, because hono passes it nothing else.
 */
export const withHooks =
  (onError: ErrorHandler<AppEnv>, ...hooks: readonly RequestHook[]): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const answerHooks = hooks.map((hook) => hook(c))
    try {
      await next()
    } catch (thrown) {
      if (thrown instanceof Error) throw thrown
      c.res = await onError(new Error(`Thrown without being an Error: ${inspect(thrown, { depth: 1 })}`), c)
    }
    for (const hook of answerHooks.reverse()) hook?.(c)
  }

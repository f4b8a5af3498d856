import { inspect } from 'node:util'
import type { Context, ErrorHandler, MiddlewareHandler } from 'hono'
import type { AppEnv } from '../env.ts'

/** What is done with an answer. */
type After = (c: Context<AppEnv>) => void

/** What is done with a request before it is answered; gives what is to be done with the answer. Neither waits nor throws. */
export type Stage = (c: Context<AppEnv>) => After | undefined

/**
 * One middleware of several stages, the first of which is the outermost. A middleware each would cost more than they do.
 * What is thrown and is no `Error` is answered by `onError` here, because hono hands it nothing else.
 */
export const inStages =
  (onError: ErrorHandler<AppEnv>, ...stages: readonly Stage[]): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const afters = stages.map((stage) => stage(c))
    try {
      await next()
    } catch (thrown) {
      if (thrown instanceof Error) throw thrown
      c.res = await onError(new Error(`Thrown without being an Error: ${inspect(thrown, { depth: 1 })}`), c)
    }
    for (const after of afters.reverse()) after?.(c)
  }

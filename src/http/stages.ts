import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnv } from './env.ts'

/** What is done with an answer. */
type After = (c: Context<AppEnv>) => void

/** What is done with a request before it is answered; gives what is to be done with the answer. Neither waits nor throws. */
export type Stage = (c: Context<AppEnv>) => After | undefined

/** One middleware of several stages, the first of which is the outermost. A middleware each would cost more than they do. */
export const inStages =
  (...stages: readonly Stage[]): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const afters = stages.map((stage) => stage(c))
    await next()
    for (const after of afters.reverse()) after?.(c)
  }

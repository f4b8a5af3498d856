import { inspect } from 'node:util'
import { createMiddleware } from 'hono/factory'

/** Hono hands only `Error`s to `onError`; anything else that is thrown becomes one here. */
export const thrownValues = () =>
  createMiddleware(async function thrownValues(_c, next) {
    try {
      await next()
    } catch (thrown) {
      if (thrown instanceof Error) throw thrown
      throw new Error(`Thrown without being an Error: ${inspect(thrown, { depth: 1 })}`)
    }
  })

/** A value, or a promise of it. A value that is ready needs no turn of the microtask queue. */
export type MaybePromise<T> = T | Promise<T>

/** Like `then`, but calls `use` at once when the value is ready. */
export const mapMaybePromise = <T, R>(
  value: MaybePromise<T>,
  use: (value: T) => MaybePromise<R>,
): MaybePromise<R> => (value instanceof Promise ? value.then(use) : use(value))

/** What is there at once, or later. */
export type MaybePromise<T> = T | Promise<T>

/** As `then`, but what is there at once is used at once. */
export const mapMaybePromise = <T, R>(
  value: MaybePromise<T>,
  use: (value: T) => MaybePromise<R>,
): MaybePromise<R> => (value instanceof Promise ? value.then(use) : use(value))

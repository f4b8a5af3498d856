/** What is there at once, or later. */
export type Awaitable<T> = T | Promise<T>

/** As `then`, but what is there at once is used at once. */
export const whenThere = <T, R>(value: Awaitable<T>, use: (value: T) => Awaitable<R>): Awaitable<R> =>
  value instanceof Promise ? value.then(use) : use(value)

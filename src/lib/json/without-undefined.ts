type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** A copy without the fields that are `undefined`. */
export const withoutUndefined = <T extends object>(changes: T): Defined<T> =>
  // Guarantee: no key with the value undefined is left.
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Defined<T>

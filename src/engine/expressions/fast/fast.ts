/** What a quick expression gives where only JSONata itself can say what comes out. */
export const UNSURE = Symbol('unsure')

/**
 * Gives an expression's value in a context that is no array: what JSONata gives, without its marks on arrays, or
 * `UNSURE`. The context is not changed.
 */
export type Quick = (context: unknown) => unknown

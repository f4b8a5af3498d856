/** In whole seconds, as headers have it; never 0, which would ask for the same again at once. */
export const wholeSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000))

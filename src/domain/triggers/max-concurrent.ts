/** What becomes of an execution of a script that has as many under way as it may have. */
export const ON_MAX_CONCURRENT = ['queue', 'skip'] as const
export type OnMaxConcurrent = (typeof ON_MAX_CONCURRENT)[number]

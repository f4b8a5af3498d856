/** What happens to an execution of a script that already has as many in progress as it may have. */
export const ON_MAX_CONCURRENT = ['queue', 'skip'] as const
export type OnMaxConcurrent = (typeof ON_MAX_CONCURRENT)[number]

import { NodeError } from '../errors.ts'

export interface Request<Task> {
  readonly task: Task
}

export type Reply<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | {
      readonly kind: 'failure'
      readonly code: string
      readonly message: string
      readonly retryable: boolean
      readonly details?: unknown
    }

/** Sent by a process that has loaded its program. */
export const READY = 'ready'

/** Sent to a process that is to give its task up and end. */
export const STOP = 'stop'

/** By which a process ends itself when it takes too much memory; so it does when V8 finds none. */
export const OUT_OF_MEMORY = 'SIGABRT'

/** @param code for what is no `NodeError` */
export const failureReply = (error: unknown, code: string): Reply<never> => {
  const failure = error instanceof NodeError ? error : undefined
  return {
    kind: 'failure',
    code: failure?.code ?? code,
    message: error instanceof Error ? error.message : String(error),
    retryable: failure?.retryable ?? false,
    ...(failure?.details !== undefined && { details: failure.details }),
  }
}

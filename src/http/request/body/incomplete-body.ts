import { AppError } from '../../../domain/errors.ts'

/** Handles a failed read of a body: the client disconnected before all of it arrived, which is not a server error. */
export const incompleteBody = (cause: unknown): never => {
  throw cause instanceof AppError ? cause : new AppError('MALFORMED_REQUEST', { cause })
}

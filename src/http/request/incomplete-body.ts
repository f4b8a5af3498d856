import { AppError } from '../../domain/errors.ts'

/** For the reading of a body: that fails when the client has gone before all of it came, which is no fault of ours. */
export const incompleteBody = (cause: unknown): never => {
  throw cause instanceof AppError ? cause : new AppError('MALFORMED_REQUEST', { cause })
}

import { ErrorBody } from '../../../src/http/response/error-body.ts'

/** The error envelope of a response, checked against its published schema. */
export const errorOf = async (response: Response): Promise<ErrorBody> =>
  ErrorBody.parse(await response.json())

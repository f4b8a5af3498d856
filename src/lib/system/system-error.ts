/** The code of an operating system error, such as `ENOENT`; `undefined` for any other value. */
export const systemErrorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'errno' in error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined

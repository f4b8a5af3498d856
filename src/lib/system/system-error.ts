/** The code of an error that the operating system answered, such as `ENOENT`; `undefined` for any other value. */
export const systemErrorCode = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'errno' in thrown && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined

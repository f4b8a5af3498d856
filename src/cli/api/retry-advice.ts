/** The seconds of the header `Retry-After`; it may also have a date, which no scriptd server sends. */
export const retryAfter = (headers: Headers): number | undefined => {
  const seconds = headers.get('retry-after') ?? ''
  return /^\d{1,6}$/.test(seconds) ? Number(seconds) : undefined
}

/** When to try again, by the header `Retry-After`. */
export const retryAdvice = (headers: Headers): string => {
  const seconds = retryAfter(headers)
  return seconds === undefined ? 'try again later' : `try again in ${seconds} s`
}

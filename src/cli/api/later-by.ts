/** When to try again, by the header `Retry-After`. */
export const laterBy = (headers: Headers): string => {
  const seconds = headers.get('retry-after') ?? ''
  return /^\d{1,6}$/.test(seconds) ? `try again in ${seconds} s` : 'try again later'
}

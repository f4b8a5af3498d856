/** Names of headers that may have a secret. */
const SECRET = /auth|cookie|key|password|secret|signature|token|hmac/i

const MAX_HEADERS = 50
const MAX_TEXT = 300

const shortened = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text)

/** What records show of a request: no body, and no secrets. */
export const shownRequest = ({ method, headers }: Request, path: string) => ({
  method,
  path: shortened(path),
  bytes: Number(headers.get('content-length')) || null,
  headers: Object.fromEntries(
    [...headers]
      .slice(0, MAX_HEADERS)
      .map(([name, value]) => [name, SECRET.test(name) ? '[redacted]' : shortened(value)]),
  ),
})

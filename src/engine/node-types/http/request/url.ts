import { NodeError } from '../../../errors.ts'

type Scalar = string | number | boolean | null

/**
 * The URL with the pairs after its own query, which stays as it is written: servers tell `%20` from `+` and `?flag` from
 * `?flag=`, and expect other encodings than UTF-8. A list repeats its name, `null` is omitted.
 * @throws NodeError `HTTP_URL`
 */
export const withQuery = (
  url: string,
  query: Readonly<Record<string, Scalar | readonly Scalar[]>>,
): string => {
  if (!URL.canParse(url)) throw invalidUrl(url)
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === null ? [] : [[name, String(one)]])),
  )
  if (pairs.length === 0) return url
  const [base = '', ...fragment] = url.trim().split('#')
  const added = new URLSearchParams(pairs).toString()
  return [base + separatorAfter(base) + added, ...fragment].join('#')
}

const separatorAfter = (base: string): string => {
  if (!base.includes('?')) return '?'
  return /[?&]$/.test(base) ? '' : '&'
}

const MAX_SHOWN = 200

/** Shows what was evaluated, but nothing before an `@`, which may be a password. */
const invalidUrl = (text: string): NodeError => {
  const shown = text.includes('@') ? `…${text.slice(text.lastIndexOf('@'))}` : text
  const short = shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown
  return new NodeError('HTTP_URL', `The URL ${JSON.stringify(short)} is not valid.`, { retryable: false })
}

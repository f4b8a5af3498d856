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
  if (!URL.canParse(url))
    throw invalidUrl(url, /^https?:/i.test(url) ? '' : ' It must begin with http:// or https://.')
  const empty = emptyPart(url)
  if (empty) throw invalidUrl(url, ` Its ${empty} is empty.`)
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === null ? [] : [[name, String(one)]])),
  )
  if (pairs.length === 0) return url
  const [base = '', ...fragment] = url.trim().split('#')
  const added = new URLSearchParams(pairs).toString()
  return [base + separatorAfter(base) + added, ...fragment].join('#')
}

/** Whether a request can be sent to a URL, as far as it shows. */
export const isHttpUrl = (url: string): boolean =>
  /^https?:$/.test(URL.parse(url)?.protocol ?? '') && emptyPart(url) === undefined

const SCHEMES = ['http://', 'https://']

/** Whether a text can be the beginning of a URL to which a request can be sent, whatever follows. */
export const isStartOfHttpUrl = (start: string): boolean => {
  const text = start.trimStart().replaceAll(/[\t\n\r]/g, '')
  const scheme = SCHEMES.find((each) => text.toLowerCase().startsWith(each))
  if (scheme === undefined) return SCHEMES.some((each) => each.startsWith(text.toLowerCase()))
  const authority = /^[^/\\?#]*(?=[/\\?#])/.exec(text.slice(scheme.length))?.[0]
  return authority === undefined || isHttpUrl(scheme + authority)
}

/** What a parser of URLs overlooks: it takes the `x` of `https:///x` for the host. */
const emptyPart = (text: string): string | undefined => {
  const [, rest] = /^https?:(.*)$/is.exec(text.trim().replaceAll(/[\t\n\r]/g, '')) ?? []
  if (rest === undefined) return undefined
  const authority = /^\/\/([^/\\?#]*)/.exec(rest)?.[1] ?? ''
  const at = authority.lastIndexOf('@')
  const address = authority.slice(at + 1)
  if (address === '' || address.startsWith('.') || address.includes('..')) return 'host'
  if (address.endsWith(':')) return 'port'
  return /^:?$/.test(authority.slice(0, Math.max(0, at))) && at >= 0 ? 'user name' : undefined
}

const separatorAfter = (base: string): string => {
  if (!base.includes('?')) return '?'
  return /[?&]$/.test(base) ? '' : '&'
}

const MAX_SHOWN = 200

/** Shows what was evaluated, but nothing before an `@`, which may be a password. */
const invalidUrl = (text: string, reason = ''): NodeError => {
  const shown = text.includes('@') ? `…${text.slice(text.lastIndexOf('@'))}` : text
  const short = shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown
  return new NodeError('HTTP_URL', `The URL ${JSON.stringify(short)} is not valid.${reason}`, {
    retryable: false,
  })
}

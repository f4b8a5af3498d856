const ILLEGAL = /[^\x21-\x7e]|["<>]/gu

/**
 * Path and query of a URL as they are sent: the query as it is written in `text`, of which the parser of URLs escapes
 * more than some servers expect.
 */
export const targetOf = (text: string, url: URL): string => {
  const written = /^[^#?]*\?([^#]*)/.exec(text.trim())?.[1]
  if (written === undefined) return url.pathname + url.search
  const query = written
    .replaceAll(/[\t\n\r]/g, '')
    .toWellFormed()
    .replaceAll(ILLEGAL, encodeURIComponent)
  return query === '' ? url.pathname : `${url.pathname}?${query}`
}

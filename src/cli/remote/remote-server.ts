/** A server that is called by its address, wherever it runs. */
export interface RemoteServer {
  /** Ends with a slash; the path is the prefix that a reverse proxy adds. */
  readonly url: string
  readonly key: string | undefined
  /** Certificates of authorities in PEM that are trusted in addition to those of Node. */
  readonly authorities: readonly string[]
  /** Names the proxy, in `HTTPS_PROXY` and the like. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Why a text is not the address of a server. */
export const addressProblem = (text: string): string | undefined => {
  if (!/^https?:\/\/./i.test(text) || !URL.canParse(text))
    return 'must begin with http:// or https:// and name a host'
  const { username, password, search, hash } = new URL(text)
  if (username !== '' || password !== '')
    return 'must not contain a user or password; a server takes API keys'
  return search === '' && hash === '' ? undefined : 'must not contain "?" or "#"'
}

export const withSlash = (url: string): string => new URL(url).href.replace(/\/*$/, '/')

/** The URL for a client on this machine: a loopback address in place of a wildcard address. */
export const toLocalUrl = (url: string): string => {
  const local = new URL(url)
  if (local.hostname === '0.0.0.0') local.hostname = '127.0.0.1'
  if (local.hostname === '[::]') local.hostname = '[::1]'
  return local.origin
}

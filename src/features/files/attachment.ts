const escaped = (text: string): string => `%${text.charCodeAt(0).toString(16).toUpperCase()}`

/** A `Content-Disposition` that makes browsers save a file under its name (RFC 6266) and never show it. */
export const attachment = (name: string): string => {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/gu, '_')
  const exact = encodeURIComponent(name.toWellFormed()).replaceAll(/['()*]/g, escaped)
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`
}

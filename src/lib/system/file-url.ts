import { fileURLToPath } from 'node:url'

/** Whether the text is a `file:` URL of this machine, without query, fragment or NUL. */
export const isFileUrl = (text: string): boolean => {
  try {
    return (
      /^file:[^?#]+$/i.test(text) && new URL(text).host === '' && !decodeURIComponent(text).includes('\0')
    )
  } catch {
    return false
  }
}

/** The path of a `file:` URL, which may be relative, unlike in the standard; `undefined` for other URLs. */
export const filePath = (url: string): string | undefined => {
  if (!url.startsWith('file:')) return undefined
  return url.startsWith('file:/')
    ? fileURLToPath(new URL(url))
    : decodeURIComponent(url.slice('file:'.length))
}

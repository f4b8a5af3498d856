import { fileURLToPath } from 'node:url'

/** Whether it is the `file:` address of a file here, with nothing in it that is no part of the path. */
export const isFileUrl = (text: string): boolean => {
  try {
    return (
      /^file:[^?#]+$/i.test(text) && new URL(text).host === '' && !decodeURIComponent(text).includes('\0')
    )
  } catch {
    return false
  }
}

/** The path that a `file:` address names, which other than in the standard's may be relative; no other address has one. */
export const filePath = (url: string): string | undefined => {
  if (!url.startsWith('file:')) return undefined
  return url.startsWith('file:/')
    ? fileURLToPath(new URL(url))
    : decodeURIComponent(url.slice('file:'.length))
}

import type { HttpHeaders } from '../../../ports.ts'

export interface ContentType {
  /** In lower case, without parameters; empty when it is missing. */
  readonly mediaType: string
  readonly charset: string | undefined
}

export const contentTypeOf = (headers: HttpHeaders): ContentType => {
  // The last one counts when it repeats, as for browsers.
  const text = [headers['content-type'] ?? []].flat().at(-1)?.toLowerCase() ?? ''
  return {
    mediaType: text.split(';', 1)[0]?.trim() ?? '',
    charset: /;\s*charset\s*=\s*"?([^";\s]+)/.exec(text)?.[1],
  }
}

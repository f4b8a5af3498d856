const MAX_WAIT_MS = 300_000

export const RESPOND_ASYNC = 'respond-async'

export interface Wait {
  readonly ms: number
  /** The preference that was honoured, for `Preference-Applied`. */
  readonly applied: string | undefined
}

/** A preference with its value, which may be quoted, before its parameters. */
const PREFERENCE = /^\s*([!#$%&'*+.^`|~\w-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*)))?\s*(?:;|$)/

/** The elements of a list, which may contain quoted commas. */
const ELEMENTS = /(?:[^,"]|"(?:[^"\\]|\\.)*")+/g

/** The preferences by name, each as it is given first. */
const parse = (prefer: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const [element] of prefer.matchAll(ELEMENTS)) {
    const [, name = '', quoted, token = ''] = PREFERENCE.exec(element) ?? []
    const key = name.toLowerCase()
    if (!found.has(key)) found.set(key, quoted?.replaceAll(/\\(.)/g, '$1') ?? token)
  }
  return found
}

/**
 * How long a caller wants to wait by its `Prefer` header (RFC 7240): `respond-async` not at all, `wait=N` up to N
 * seconds and at most five minutes. Other preferences are ignored.
 */
export const waitOf = (prefer: string | undefined, defaultMs: number): Wait => {
  const none = { ms: defaultMs, applied: undefined }
  if (!prefer) return none
  const preferences = parse(prefer)
  if (preferences.get(RESPOND_ASYNC) === '') return { ms: 0, applied: RESPOND_ASYNC }
  const seconds = preferences.get('wait') ?? ''
  if (!/^\d{1,9}$/.test(seconds)) return none
  const ms = Math.min(Number(seconds) * 1000, MAX_WAIT_MS)
  return { ms, applied: `wait=${ms / 1000}` }
}

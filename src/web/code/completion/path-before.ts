export interface PathBefore {
  /** The names before the one that is being typed. */
  readonly path: readonly string[]
  readonly typed: string
}

const PART = /(?:[A-Za-z_$][\w$]*|`[^`]*`)(?:\[[^[\]]*\])*/.source
const PATH = new RegExp(`((?:${PART}\\s*\\.\\s*)*)([A-Za-z_][\\w]*)?$`)

/** Reads the path that ends before the cursor, such as `nodes.read.rows[0].na`; undefined behind something else. */
export const pathBefore = (code: string): PathBefore | undefined => {
  const found = PATH.exec(code)
  if (!found) return
  const [all, names = '', typed = ''] = found
  const before = code.slice(0, code.length - all.length)
  // After a call, a string or a number, no path is known.
  if (all === '' ? /\.$/.test(before) : /(?:[\w$"'`)\]]|\.\s*)$/.test(before)) return
  const path = [...names.matchAll(new RegExp(PART, 'g'))].map(([part]) =>
    part.replaceAll(/\[[^[\]]*\]/g, '').replaceAll('`', ''),
  )
  return { path, typed }
}

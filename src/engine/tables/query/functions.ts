import type { DatabaseSync } from 'node:sqlite'

const CACHED_PATTERNS = 100

/** What SQL calls by these names, and SQLite lacks. A null argument makes the result null, as in other functions. */
export const addFunctions = (database: DatabaseSync) => {
  const patterns = new Map<string, RegExp>()
  const compiled = (pattern: unknown, flags = ''): RegExp => {
    const key = `${flags}/${pattern}`
    const found = patterns.get(key)
    if (found) return found
    if (patterns.size === CACHED_PATTERNS) patterns.clear()
    const made = new RegExp(String(pattern), `u${flags}`)
    patterns.set(key, made)
    return made
  }
  const define = (name: string, run: (...values: string[]) => string | number | null) =>
    database.function(name, { deterministic: true, varargs: true }, (...values) =>
      values.includes(null) ? null : run(...values.map(String)),
    )
  // `text REGEXP pattern` calls it with the pattern first.
  define('regexp', (pattern = '', text = '') => (compiled(pattern).test(text) ? 1 : 0))
  define('regexp_substr', (text = '', pattern = '') => compiled(pattern).exec(text)?.[0] ?? null)
  define('regexp_replace', (text = '', pattern = '', replacement = '') =>
    text.replace(compiled(pattern, 'g'), replacement),
  )
}

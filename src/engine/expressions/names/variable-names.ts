/** The variable that gives expressions the values of all variables: `$vars`. */
export const VARS = 'vars'

/** Names of variables; `all` when they are only known at run time. */
export type VariableNames = readonly string[] | 'all'

const USE = /\$vars(?!\w)(?:\s*\.\s*([A-Za-z_]\w*))?/g

/**
 * The variables that expressions or templates in a text read, and maybe more. Whatever is not plainly `$vars.NAME` may
 * read all of them: `$eval` can put names together, and `%` leads from a value back to `$vars`.
 */
export const variablesInText = (text: string): VariableNames => {
  if (text.includes('$eval')) return 'all'
  const names = [...text.matchAll(USE)].map(([, name]) => name)
  if (names.length > 0 && text.includes('%')) return 'all'
  return allNamed(names)
}

/** The same of JavaScript, where names can be written with escapes, and put together from parts. */
export const variablesInCode = (code: string): VariableNames => {
  if (mayHideNames(code)) return 'all'
  return allNamed([...code.matchAll(USE)].map(([, name]) => name))
}

export const mayHideNames = (code: string): boolean => /\\u|\beval\b|\barguments\b/.test(code)

const allNamed = (names: readonly (string | undefined)[]): VariableNames => {
  const named = names.filter((name) => name !== undefined)
  return named.length === names.length ? named : 'all'
}

import { mayHideNames } from '../expressions/names/variable-names.ts'
import { tokensOf } from './tokens.ts'

/**
 * The names of which code reads nothing but members, as in `name.x` or `name[0]`, so that they come from outside of it:
 * what declares a name, or gives it a value, has something else behind it.
 */
export const foreignNames = (code: string): string[] => {
  const tokens = mayHideNames(code) || code.includes('globalThis') ? undefined : tokensOf(code)
  const names = new Map<string, boolean>()
  for (const [index, token] of (tokens ?? []).entries()) {
    if (!/^[\p{ID_Start}$_]/u.test(token) || ['.', '?.'].includes(tokens?.[index - 1] ?? '')) continue
    const isRead = ['.', '?.', '['].includes(tokens?.[index + 1] ?? '')
    names.set(token, isRead && names.get(token) !== false)
  }
  return [...names].filter(([, isForeign]) => isForeign).map(([name]) => name)
}

import { type Problem, validationFailed } from '../../domain/errors.ts'
import { type Invalid, toProblems } from './validation.ts'

type Validated = { readonly success: true } | (Invalid & { readonly success: false })

/**
 * A route's hook for a body that has rules behind those of its schema: what `check` finds in the body as it came
 * is told together with what the schema found, except where the schema has said already what is wrong.
 */
export const withBodyRules =
  (check: (body: unknown) => readonly Problem[]) =>
  (validated: Validated): undefined => {
    if (validated.success) return undefined
    const found = toProblems(validated)
    const further = validated.target === 'json' ? check(validated.data) : []
    const told = new Set(found.map(({ path }) => path))
    throw validationFailed([...found, ...further.filter(({ path }) => !isWithin(path, told))])
  }

// A name may have dots in it; those of a body that has any number of them are not tried one by one.
const DEEPEST = 100

const isWithin = (path: string, places: ReadonlySet<string>): boolean => {
  const keys = path.split('.', DEEPEST)
  return keys.some((_, index) => places.has(keys.slice(0, index + 1).join('.')))
}

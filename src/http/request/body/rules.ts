import { type Problem, validationFailed } from '../../../domain/errors.ts'
import { type Invalid, toProblems } from '../validation.ts'

type Validated = { readonly success: true } | (Invalid & { readonly success: false })

/**
 * Creates a route's validation hook for a body with rules beyond its schema. When the schema finds problems, those that
 * `check` finds in the raw body are reported too, except at or below paths where the schema has already found one.
 */
export const withBodyRules =
  (check: CheckBody) =>
  (validated: Validated): Promise<never> | undefined =>
    validated.success ? undefined : reportAll(validated, check)

type CheckBody = (body: unknown) => Promise<readonly Problem[]>

const reportAll = async (invalid: Invalid, check: CheckBody): Promise<never> => {
  const found = toProblems(invalid)
  const further = invalid.target === 'json' ? await check(invalid.data) : []
  const reported = new Set(found.map(({ path }) => path))
  throw validationFailed([...found, ...further.filter(({ path }) => !isWithin(path, reported))])
}

// Names may contain dots, so a path may have any number of segments: without a limit, checking it is quadratic.
const MAX_SEGMENTS = 100

const isWithin = (path: string, reported: ReadonlySet<string>): boolean => {
  const segments = path.split('.', MAX_SEGMENTS)
  return segments.some((_, index) => reported.has(segments.slice(0, index + 1).join('.')))
}

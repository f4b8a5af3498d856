import { nearest } from '../../../lib/text/nearest.ts'
import type { ExpressionNames } from '../../expressions/names/names-in.ts'
import { functionProblem } from './name-problems.ts'
import type { NameProblem } from './nameable.ts'

/** The unknown names in an expression outside of scripts, whose scope has only these names. */
export const closedScopeProblems = (names: ExpressionNames, known: readonly string[]): NameProblem[] => [
  ...names.fields
    .filter((name) => !known.includes(name))
    .map((name) => ({
      code: 'unknown_name',
      values: { name, names: known.join(', ') },
      meant: nearest(name, known),
    })),
  ...names.functions.map(functionProblem),
]

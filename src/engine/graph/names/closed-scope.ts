import { nearest } from '../../../lib/text/nearest.ts'
import type { ExpressionNames } from '../../expressions/names/names-in.ts'
import { functionProblem, unknownMember } from './name-problems.ts'
import type { NameProblem } from './nameable.ts'

/** The names in a scope, with the fields of those that have only certain fields, and null for any others. */
export type ClosedScope = Readonly<Record<string, readonly string[] | null>>

/** The unknown names in an expression outside of scripts. */
export const closedScopeProblems = (names: ExpressionNames, scope: ClosedScope): NameProblem[] => {
  const known = Object.keys(scope)
  return [
    ...names.fields
      .filter((name) => !known.includes(name))
      .map((name) => ({
        code: 'unknown_name',
        values: { name, names: known.join(', ') },
        meant: nearest(name, known),
      })),
    ...names.members.flatMap((member) => {
      const fields = Object.hasOwn(scope, member.of) ? scope[member.of] : undefined
      return fields ? unknownMember(member, fields) : []
    }),
    ...names.functions.map(functionProblem),
  ]
}

import { misspelled, nearest } from '../../../lib/text/nearest.ts'
import { FUNCTION_NAMES } from '../../expressions/functions/functions.ts'
import { insteadOf } from '../../expressions/mistakes/explain-error.ts'
import type { ExpressionNames, Member } from '../../expressions/names/names-in.ts'
import { EXECUTION_FIELDS } from '../../scope.ts'
import { hyphenProblems } from './hyphens.ts'
import { inExpression, LOOP, type Nameable, type NameProblem, quoted, scopeNames } from './nameable.ts'
import { otherWord } from './other-words.ts'

/** The unknown names in an expression. */
export const nameProblems = (names: ExpressionNames, nameable: Nameable): NameProblem[] => {
  const { problems, explained } = hyphenProblems(names.subtractions, nameable)
  const nodes = names.nodes.filter((id) => !explained.has(`nodes.${id}`))
  const fields = names.fields.filter((name) => !explained.has(name))
  const members = names.members.filter(({ of, name }) => !explained.has(`${of}.${name}`))
  return [
    ...problems,
    ...nodes.flatMap((id) => nodeProblems(id, nameable, inExpression)),
    ...names.nodesOfData.flatMap((id) => nodeOfDataProblems(id, nameable)),
    ...fields.flatMap((name) => fieldProblems(name, nameable)),
    ...members.flatMap(memberProblems),
    ...names.calls.map(callProblem),
    ...names.methods.map(methodProblem),
    ...names.functions.map(functionProblem),
    ...names.brackets.map(bracketProblem),
    ...names.variables.map((name) => variableProblem(name, nameable)),
  ]
}

/** The unknown nodes whose outputs code reads; members that every object has are ignored. */
export const codeNameProblems = (ids: readonly string[], nameable: Nameable): NameProblem[] =>
  ids
    .filter((id) => !(id in Object.prototype))
    .flatMap((id) => nodeProblems(id, nameable, (meant) => `nodes[${JSON.stringify(meant)}]`))

/** The names that code reads from outside of it and that are almost those of what it is given. */
export const codeFieldProblems = (names: readonly string[], nameable: Nameable): NameProblem[] => {
  const known = scopeNames(nameable)
  return names
    .filter((name) => !known.includes(name) && name !== LOOP)
    .flatMap((name) => {
      const meant = misspelled(name, known)
      return meant ? [{ code: 'unknown_name', values: { name, names: known.join(', ') }, meant }] : []
    })
}

const nodeProblems = (id: string, nameable: Nameable, written: (id: string) => string): NameProblem[] => {
  if (nameable.comesBefore(id)) return []
  if (nameable.isLoopAround(id)) return [{ code: 'node_is_loop_around', values: { id } }]
  if (nameable.hasNode(id)) return [{ code: 'node_not_before', values: { id } }]
  const meant = nameable.meantNode(id)
  return [{ code: 'unknown_node', values: { id }, meant: meant && written(meant) }]
}

/** Data that has an output's name for its fields is unlikely, but there is another way to write it. */
const nodeOfDataProblems = (id: string, nameable: Nameable): NameProblem[] => {
  if (!nameable.comesBefore(id) || !nameable.hasNode(id)) return []
  const name = inExpression(id)
  return [{ code: 'node_of_data', values: { name }, meant: `$$.${name}` }]
}

const fieldProblems = (name: string, nameable: Nameable): NameProblem[] => {
  const known = scopeNames(nameable)
  if (known.includes(name)) return []
  if (name === LOOP) return [{ code: 'loop_outside_loop' }]
  const inLoop = nameable.isInLoop && LOOP_FIELDS.includes(name) ? `${LOOP}.${name}` : undefined
  const node = nameable.hasNode(name) ? inExpression(name) : undefined
  const meant = inLoop ?? node ?? otherWord(name) ?? nearest(name, known)
  return [{ code: 'unknown_name', values: { name, names: known.join(', ') }, meant }]
}

const LOOP_FIELDS = ['item', 'index']

const memberProblems = (member: Member): NameProblem[] => {
  if (member.of === LOOP) return unknownMember(member, LOOP_FIELDS)
  return member.of === 'execution' ? unknownMember(member, EXECUTION_FIELDS) : []
}

/** Reports a field of an object that has only the known ones. */
export const unknownMember = ({ of, name }: Member, known: readonly string[]): NameProblem[] => {
  if (known.includes(name)) return []
  const meant = nearest(name, known)
  const values = { name: `${of}.${name}`, object: of, names: known.join(', ') }
  return [{ code: 'unknown_member', values, meant: meant && `${of}.${meant}` }]
}

/** A filter that is a text is always true. */
const bracketProblem = (name: string): NameProblem => ({
  code: 'text_as_filter',
  values: { name: JSON.stringify(name) },
  meant: `.${quoted(name)}`,
})

const variableProblem = (name: string, nameable: Nameable): NameProblem => ({
  code: 'unknown_variable',
  values: { name: `$${name}` },
  meant: scopeNames(nameable).includes(name) ? name : otherWord(`$${name}`),
})

const callProblem = (name: string): NameProblem => {
  const { meant = name } = FUNCTION_NAMES.includes(name) ? {} : insteadOf(name)
  return { code: 'call_without_dollar', values: { name: `$${meant}` } }
}

/** A text and a list have a length in other languages, for which there are two functions here. */
const methodProblem = (name: string): NameProblem => {
  const values = { name: `${name}()` }
  if (name === 'length') return { code: 'method_call', values, meant: '$length(text), $count(list)' }
  const { meant } = FUNCTION_NAMES.includes(name) ? { meant: name } : insteadOf(name)
  return { code: 'method_call', values, meant: meant && `$${meant}(…)` }
}

/** A function that does not exist, with what to use instead. */
export const functionProblem = (name: string): NameProblem => {
  const { isEnvironment, node, meant } = insteadOf(name)
  const values = { name: `$${name}` }
  if (isEnvironment) return { code: 'environment_not_readable', values }
  if (node) return { code: 'function_is_node', values: { ...values, node } }
  return { code: 'unknown_function', values, meant: meant && `$${meant}` }
}

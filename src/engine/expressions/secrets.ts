import type jsonata from 'jsonata'
import type { ExprNode } from 'jsonata'
import { SECRET_NAME } from '../../domain/secret-name.ts'
import { isRecord } from '../../lib/json/is-record.ts'

/** The function that gives expressions a secret: `$secret("name")`. */
export const SECRET = 'secret'

/** Values of secrets by name. */
export type SecretValues = ReadonlyMap<string, string>

/** Variables for an evaluation; none, not even for `$eval`, when the expression names no secret itself. */
export const secretBindings = (
  named: readonly unknown[],
  values: SecretValues | undefined,
): Record<string, unknown> | undefined => {
  if (!values || named.length === 0) return undefined
  const read = (name: unknown): string => {
    const value = typeof name === 'string' ? values.get(name) : undefined
    if (value === undefined) throw new Error('the name of a secret must be a literal in the node')
    return value
  }
  return { [SECRET]: read }
}

/** As `secretsInExpression`; most sources show at once that there are none. */
export const secretsIn = (source: string, compiled: jsonata.Expression): (string | undefined)[] =>
  mayNameSecret(source) ? secretsInExpression(compiled.ast()) : []

/** `false` when an expression certainly names no secret. */
export const mayNameSecret = (source: string): boolean => source.includes(`$${SECRET}`)

/**
 * The secrets that a compiled expression names, once for each use of `$secret`. A use whose name is not a literal gives
 * `undefined`: computed names are refused, so that a graph shows which secrets it can send.
 */
const secretsInExpression = (ast: ExprNode): (string | undefined)[] => {
  const uses: (string | undefined)[] = []
  const seen = new Set<unknown>()
  const left: unknown[] = [ast]
  while (left.length > 0) {
    const part = left.pop()
    if (typeof part !== 'object' || part === null || seen.has(part)) continue
    seen.add(part)
    const name = nameInCall(part)
    if (name !== undefined) uses.push(name)
    else if (isSecretVariable(part)) uses.push(undefined)
    else left.push(...Object.values(part))
  }
  return uses
}

export const isSecretVariable = (part: unknown): boolean =>
  isRecord(part) && part.type === 'variable' && part.value === SECRET

const nameInCall = (part: object): string | undefined => {
  if (!isRecord(part) || part.type !== 'function' || !isSecretVariable(part.procedure)) return undefined
  const [argument, ...others] = Array.isArray(part.arguments) ? part.arguments : []
  const name: unknown = argument?.type === 'string' && others.length === 0 ? argument.value : undefined
  return typeof name === 'string' && SECRET_NAME.test(name) ? name : undefined
}

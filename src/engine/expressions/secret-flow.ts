import { isRecord } from '../../lib/json/is-record.ts'
import type { AstNode, AstPair, UnaryNode } from './ast.ts'
import { ADDED_FUNCTIONS } from './functions/added/added-functions.ts'
import { isSecretVariable } from './secrets.ts'

/** Functions whose course is the same for all texts of the same length. */
const TEXT_FUNCTIONS: readonly string[] =
  'string uppercase lowercase trim join merge base64encode encodeUrl encodeUrlComponent'.split(' ')

/** How many of their first arguments are texts; another may make the call fail, as an algorithm that there is not. */
const TEXTS: ReadonlyMap<string, number> = new Map([
  ...TEXT_FUNCTIONS.map((name) => [name, Number.POSITIVE_INFINITY] as const),
  ...ADDED_FUNCTIONS.map(({ name, texts = 0 }) => [name, texts] as const),
])

const PLAIN_FIELDS: ReadonlySet<string> = new Set(
  'type value position procedure arguments expressions lhs rhs condition then else consarray'.split(' '),
)

/**
 * Whether the values of secrets may decide more than the text of a result: whether its evaluation fails, or how long
 * it takes. They do not where secrets are only put into text, lists and objects.
 */
export const computesWithSecrets = (ast: AstNode): boolean => {
  const found = new Map<object, boolean>()

  /** Whether a secret can be reached from here; `$eval` can name one in a text. */
  const reachesSecret = (part: unknown): boolean => {
    if (typeof part !== 'object' || part === null) return false
    const known = found.get(part)
    if (known !== undefined) return known
    found.set(part, false)
    const reaches = isSecretVariable(part) || isEval(part) || Object.values(part).some(reachesSecret)
    found.set(part, reaches)
    return reaches
  }

  const isOnlyPlaced = (node: AstNode): boolean =>
    !reachesSecret(node) || (isBare(node) && isPlacedByOperator(node))

  const isPlacedArgument = (procedure: AstNode) => {
    const texts = textsOf(procedure)
    return (argument: AstNode, index: number): boolean =>
      index < texts ? isOnlyPlaced(argument) : !reachesSecret(argument)
  }

  const isPlacedByOperator = (node: AstNode): boolean => {
    switch (node.type) {
      case 'function':
        if (isSecretVariable(node.procedure)) return true
        return textsOf(node.procedure) > 0 && node.arguments.every(isPlacedArgument(node.procedure))
      case 'binary':
        return node.value === '&' && isOnlyPlaced(node.lhs) && isOnlyPlaced(node.rhs)
      case 'unary':
        return isPlacedByConstructor(node)
      case 'condition': {
        const branches = [node.then, ...(node.else ? [node.else] : [])]
        return !reachesSecret(node.condition) && branches.every(isOnlyPlaced)
      }
      case 'block':
        return node.expressions.length === 1 && node.expressions.every(isOnlyPlaced)
      default:
        return false
    }
  }

  const isPlacedByConstructor = (node: UnaryNode): boolean => {
    if (node.value === '[') return node.expressions.every(isOnlyPlaced)
    return node.value === '{' && node.lhs.every(isPlacedInField)
  }
  const isPlacedInField = ([key, value]: AstPair): boolean => !reachesSecret(key) && isOnlyPlaced(value)

  try {
    return !isOnlyPlaced(ast)
  } catch (error) {
    // Nested too deeply for this thread's stack.
    if (error instanceof RangeError) return true
    throw error
  }
}

/** Whether nothing stands on the node that is done with its value; JSONata sets some fields to `undefined`. */
const isBare = (node: AstNode): boolean =>
  Object.entries(node).every(([field, part]) => part === undefined || PLAIN_FIELDS.has(field))

const isEval = (part: object): boolean => isRecord(part) && part.type === 'variable' && part.value === 'eval'

const textsOf = (procedure: AstNode): number =>
  procedure.type === 'variable' ? (TEXTS.get(procedure.value) ?? 0) : 0

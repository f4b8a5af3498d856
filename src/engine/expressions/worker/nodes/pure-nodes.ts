import type { AstNode, UnaryNode } from '../../ast.ts'
import type { Hook } from '../../hooks.ts'
import { arrayOf, keptArray } from './arrays.ts'
import { createEvaluateIn, type EvaluateIn } from './evaluate.ts'
import { groupBy } from './group.ts'
import { replaceNode } from './replace-node.ts'
import { type Path, partsOf, sortedPath } from './sort.ts'
import { patternWithin } from './transform.ts'

/**
 * A hook for the start of each step. It replaces the constructs by which JSONata changes values that it was given, or
 * whose parts it evaluates all at once. A node is replaced before it is evaluated for the first time, so that the texts
 * of `$eval` are covered, too.
 */
export const createPureNodes = (): Hook => {
  const evaluateIn = createEvaluateIn()
  const transforms = new WeakSet<AstNode>()
  const originals = new WeakSet<AstNode>()
  return (node) => {
    if (Object.hasOwn(node, 'group')) replaceGroup(node, evaluateIn)
    else if (node.type === 'path') replacePath(node, evaluateIn, originals)
    else if (node.type === 'unary') replaceConstructor(node, evaluateIn)
    else if (node.type === 'transform' && !transforms.has(node)) {
      transforms.add(node)
      Object.assign(node, { pattern: patternWithin(evaluateIn, node.pattern) })
    }
  }
}

const replaceGroup = (node: AstNode, evaluateIn: EvaluateIn) => {
  const { group: grouping = { lhs: [] }, ...grouped } = node
  // All of them with the variables of `@`, `#` and `%`, and a list of one as a list.
  const items = { ...grouped, keepArray: true, tuple: true } as AstNode
  const group = groupBy(evaluateIn)
  replaceNode(node, ['group', 'predicate'], async (input, environment) =>
    group(grouping, await evaluateIn(environment)(items, input), environment),
  )
}

const replacePath = (node: Path, evaluateIn: EvaluateIn, originals: WeakSet<AstNode>) => {
  if (!node.keepSingletonArray) {
    replaceSort(node, evaluateIn, originals)
    return
  }
  const items = { ...node, keepSingletonArray: false, keepArray: true } as AstNode
  replaceNode(node, [], async (input, environment) =>
    keptArray(await evaluateIn(environment)(items, input), environment),
  )
}

const replaceSort = (node: Path, evaluateIn: EvaluateIn, originals: WeakSet<AstNode>) => {
  const parts = originals.has(node) ? undefined : partsOf(node)
  if (!parts) return
  const original = { ...node }
  originals.add(original)
  replaceNode(node, [], sortedPath(evaluateIn, parts, original))
}

const replaceConstructor = (node: UnaryNode, evaluateIn: EvaluateIn) => {
  const original = { ...node }
  if (original.value === '{') {
    const group = groupBy(evaluateIn)
    replaceNode(node, [], (input, environment) => group(original, input, environment))
  } else if (original.value === '[') {
    const array = arrayOf(evaluateIn)
    replaceNode(node, [], (input, environment) => array(original, input, environment))
  }
}

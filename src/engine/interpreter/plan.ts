import type { Expressions } from '../expressions/expressions.ts'
import {
  compileTemplate,
  composeTemplate,
  constant,
  secretUses,
  type Template,
} from '../expressions/template.ts'
import { type Graph, type GraphNode, type HashedGraph, indexGraph } from '../graph/graph.ts'
import { EACH, findLoopScopes } from '../graph/loops.ts'
import { isVerbatim, type NodeType, type NodeTypeCatalogue } from '../node-type.ts'

/** A graph compiled to run: connections as indexes, loop bodies as scopes of their own, templates compiled. */
export interface Plan extends HashedGraph {
  readonly root: PlanScope
  /** Names of the secrets that its nodes use. */
  readonly secrets: readonly string[]
}

/** Nodes that run together: those of the graph outside of loops, or of one loop's body. */
export interface PlanScope {
  readonly nodes: readonly PlanNode[]
  /** The connections that bring in a loop's items; none for the whole graph. */
  readonly entries: readonly PlanEdge[]
}

export interface PlanNode {
  /** Its position in its scope. */
  readonly index: number
  readonly node: GraphNode
  /** `undefined` when there is no such type; the node then fails when it runs. */
  readonly type: NodeType | undefined
  readonly parameters: Template
  /** The parsed parameters, if they are constant and valid. */
  readonly ready: { readonly parameters: unknown } | undefined
  /** Names of the secrets in those parameters where its type allows them. */
  readonly secrets: readonly string[]
  /** Number of incoming connections; a node without any starts with the input of its scope. */
  readonly arrivals: number
  readonly targets: readonly PlanEdge[]
  /** For a loop, what runs once per item. */
  readonly body: PlanScope | undefined
}

export interface PlanEdge {
  readonly port: string
  readonly target: number
  /** Its position among the target's incoming connections, in connection order. */
  readonly slot: number
}

export interface PlanCompiler {
  readonly types: NodeTypeCatalogue
  readonly expressions: Expressions
}

/** Compiles a valid graph, in time and memory proportional to its size. */
export const compilePlan = ({ hash, graph }: HashedGraph, compiler: PlanCompiler): Plan => {
  const { loopOf } = findLoopScopes(graph, (type) => compiler.types.get(type)?.kind === 'loop')
  const members = new Map<number, number[]>([[WHOLE_GRAPH, []]])
  const place = loopOf.map((loop, vertex) => {
    const scope = members.get(loop) ?? []
    members.set(loop, scope)
    return scope.push(vertex) - 1
  })
  const { arrivals, targets, entries } = connect(graph, loopOf, place)
  const secrets = new Set<string>()

  const compileScope = (loop: number): PlanScope => ({
    entries: entries.get(loop) ?? [],
    nodes: (members.get(loop) ?? []).flatMap((vertex, index): PlanNode[] => {
      const node = graph.nodes[vertex]
      if (!node) return []
      const type = compiler.types.get(node.type)
      const parameters = compileParameters(node, type, compiler.expressions)
      const own = secretsOf(node, type, compiler.expressions)
      for (const name of own) secrets.add(name)
      return [
        {
          index,
          node,
          type,
          parameters,
          ready: readyParameters(parameters, type),
          secrets: own,
          arrivals: arrivals[vertex] ?? 0,
          targets: targets[vertex] ?? [],
          body: type?.kind === 'loop' ? compileScope(vertex) : undefined,
        },
      ]
    }),
  })
  const root = compileScope(WHOLE_GRAPH)
  return { hash, graph, root, secrets: [...secrets] }
}

const WHOLE_GRAPH = -1

interface Wiring {
  readonly arrivals: readonly number[]
  readonly targets: readonly (readonly PlanEdge[])[]
  /** By loop. */
  readonly entries: ReadonlyMap<number, readonly PlanEdge[]>
}

/** Numbers the incoming connections of each node in the order in which they were declared. */
const connect = (graph: Graph, loopOf: readonly number[], place: readonly number[]): Wiring => {
  const arrivals = graph.nodes.map(() => 0)
  const targets: PlanEdge[][] = graph.nodes.map(() => [])
  const entries = new Map<number, PlanEdge[]>()
  for (const { source, target, port } of indexGraph(graph).edges) {
    const slot = arrivals[target] ?? 0
    arrivals[target] = slot + 1
    const edge = { port, target: place[target] ?? 0, slot }
    const intoBody = loopOf[target] === source && port === EACH
    if (!intoBody) targets[source]?.push(edge)
    else entries.set(source, [...(entries.get(source) ?? []), edge])
  }
  return { arrivals, targets, entries }
}

/** Verbatim parameters stay as they are; only those that the type names can read secrets. */
const compileParameters = (
  { parameters }: GraphNode,
  type: NodeType | undefined,
  expressions: Expressions,
): Template => {
  const parts = Object.entries(parameters).map(([name, value]): Template => {
    if (type && isVerbatim(type, name, value)) return constant(value)
    const template = compileTemplate(value, expressions)
    if (template.constant || type?.secrets?.includes(name)) return template
    return { constant: false, evaluate: (scope, { signal } = {}) => template.evaluate(scope, { signal }) }
  })
  return composeTemplate(parameters, parts)
}

const readyParameters = (parameters: Template, type: NodeType | undefined): PlanNode['ready'] => {
  const parsed = parameters.constant ? type?.parameters.safeParse(parameters.evaluate()) : undefined
  return parsed?.success ? { parameters: parsed.data } : undefined
}

const secretsOf = (
  { parameters }: GraphNode,
  type: NodeType | undefined,
  expressions: Expressions,
): readonly string[] =>
  type?.secrets?.flatMap((parameter) =>
    secretUses(parameters[parameter], expressions).flatMap(({ name }) => name ?? []),
  ) ?? []

import type { Turns } from '../../lib/async/turns.ts'
import { JsonNormalizer } from '../../lib/json/json-value.ts'
import type { Expressions } from '../expressions/expressions.ts'
import { expressionsIn } from '../expressions/expressions-in.ts'
import type { VariableNames } from '../expressions/names/variable-names.ts'
import { mayNameSecret } from '../expressions/secrets.ts'
import { compileTemplate, composeTemplate, constant, type Template } from '../expressions/template.ts'
import { Ancestors, ancestorBytes } from '../graph/ancestors.ts'
import { edgesOf, type Graph, type GraphEdge, type GraphNode, type HashedGraph } from '../graph/graph.ts'
import { EACH, findLoopScopes, successors } from '../graph/loops.ts'
import type { GraphRules } from '../graph/validate-graph.ts'
import { isVerbatim, type NodeType } from '../node-type.ts'
import { type Resuming, withResumed } from './resumed-nodes.ts'
import { type Order, Upstream } from './upstream.ts'
import { VariableUse } from './variable-use.ts'

/** A graph compiled to run: connections as indexes, loop bodies as scopes of their own, templates compiled. */
export interface Plan extends HashedGraph {
  readonly root: PlanScope
  /** Names of the secrets that its nodes use. */
  readonly secrets: readonly string[]
  /** The variables that its nodes may read. */
  readonly variables: VariableNames
  /** About how much memory it takes, with its graph. */
  readonly bytes: number
}

/** Nodes that run together: those of the graph outside of loops, or of one loop's body. */
export interface PlanScope {
  readonly nodes: readonly PlanNode[]
  /** The connections that bring in a loop's items; none for the whole graph. */
  readonly entries: readonly PlanEdge[]
}

export interface PlanNode extends Resuming {
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
  /** Whether its expressions do more with those than to put them into text. */
  readonly computesWithSecrets: boolean
  /** Which outputs its expressions and code can name. */
  readonly upstream: Upstream
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

/** Compiles a valid graph, in time and memory proportional to its size. */
export const compilePlan = async ({ hash, graph }: HashedGraph, rules: GraphRules): Promise<Plan> => {
  const { types, turns } = rules
  const isLoop = (type: string) => types.get(type)?.kind === 'loop'
  const edges = await edgesOf(graph, turns)
  const { loopOf } = await findLoopScopes(graph, edges, { isLoop, turns })
  const members = new Map<number, number[]>([[WHOLE_GRAPH, []]])
  const place = loopOf.map((loop, vertex) => {
    const scope = members.get(loop) ?? []
    members.set(loop, scope)
    return scope.push(vertex) - 1
  })
  const order = await orderOf(graph, edges, turns)
  const wiring = await connect(graph, edges, { loopOf, place, turns })
  const secrets = new Set<string>()
  const variables = new VariableUse()
  let bytes = PLAN_BYTES + ancestorBytes(graph.nodes.length) + edges.length * EDGE_BYTES

  const compileScope = async (loop: number): Promise<PlanScope> => {
    const nodes: PlanNode[] = []
    await turns.each(members.get(loop) ?? [], async (vertex) => {
      const node = graph.nodes[vertex]
      if (!node) return
      const type = types.get(node.type)
      const parameters = compileParameters(node, type, rules.expressions)
      variables.add(node, type)
      bytes += bytesOf(node)
      const own = await secretsOf(node, type, rules.expressions)
      for (const name of own.secrets) secrets.add(name)
      nodes.push({
        index: nodes.length,
        node,
        type,
        parameters,
        ready: readyParameters(parameters, type),
        ...own,
        upstream: new Upstream(order, vertex),
        arrivals: wiring.arrivals[vertex] ?? 0,
        targets: wiring.targets[vertex] ?? [],
        body: type?.kind === 'loop' ? await compileScope(vertex) : undefined,
      })
    })
    return { entries: wiring.entries.get(loop) ?? [], nodes: withResumed(nodes) }
  }
  const root = await compileScope(WHOLE_GRAPH)
  return { hash, graph, root, secrets: [...secrets], variables: variables.names, bytes }
}

const WHOLE_GRAPH = -1

const PLAN_BYTES = 4096
/** With compiled expressions. */
const NODE_BYTES = 1024
const EDGE_BYTES = 128
const VALUE_BYTES = 16
const CHARACTER_BYTES = 2

const bytesOf = (node: GraphNode): number => {
  const walk = new JsonNormalizer({ maxSize: Number.MAX_SAFE_INTEGER })
  walk.normalize(node)
  return NODE_BYTES + walk.values * VALUE_BYTES + walk.characters * CHARACTER_BYTES
}

const orderOf = async (graph: Graph, edges: readonly GraphEdge[], turns: Turns): Promise<Order> => {
  const ids = graph.nodes.map(({ id }) => id)
  const indexOf = new Map(ids.map((id, index) => [id, index]))
  return { ids, indexOf, ancestors: await Ancestors.of(successors(graph, edges), turns) }
}

interface Wiring {
  readonly arrivals: readonly number[]
  readonly targets: readonly (readonly PlanEdge[])[]
  /** By loop. */
  readonly entries: ReadonlyMap<number, readonly PlanEdge[]>
}

interface Places {
  readonly loopOf: readonly number[]
  readonly place: readonly number[]
  readonly turns: Turns
}

/** Numbers the incoming connections of each node in the order in which they were declared. */
const connect = async (
  graph: Graph,
  edges: readonly GraphEdge[],
  { loopOf, place, turns }: Places,
): Promise<Wiring> => {
  const arrivals = graph.nodes.map(() => 0)
  const targets: PlanEdge[][] = graph.nodes.map(() => [])
  const entries = new Map<number, PlanEdge[]>()
  await turns.each(edges, ({ source, target, port }) => {
    const slot = arrivals[target] ?? 0
    arrivals[target] = slot + 1
    const intoBody = loopOf[target] === source && port === EACH
    const list = (intoBody ? entries.get(source) : targets[source]) ?? []
    if (intoBody) entries.set(source, list)
    list.push({ port, target: place[target] ?? 0, slot })
  })
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
    const addressAt = (path: readonly string[]) => type?.addressAt?.(path, parameters)
    const template = compileTemplate(value, expressions, { path: [name], addressAt })
    if (template.constant || type?.secrets?.includes(name)) return template
    return {
      constant: false,
      evaluate: (scope, { secrets: _, ...evaluation } = {}) => template.evaluate(scope, evaluation),
    }
  })
  return composeTemplate(parameters, parts)
}

const readyParameters = (parameters: Template, type: NodeType | undefined): PlanNode['ready'] => {
  const parsed = parameters.constant ? type?.parameters.safeParse(parameters.evaluate()) : undefined
  return parsed?.success ? { parameters: parsed.data } : undefined
}

const NONE = { secrets: [] }

/** An expression that is not valid names no secrets; it fails when it is evaluated. */
const secretsOf = async (
  { parameters }: GraphNode,
  type: NodeType | undefined,
  expressions: Expressions,
): Promise<Pick<PlanNode, 'secrets' | 'computesWithSecrets'>> => {
  const secrets: string[] = []
  let computes = false
  for (const parameter of type?.secrets ?? []) {
    for (const { source } of expressionsIn(parameters[parameter])) {
      if (!mayNameSecret(source)) continue
      const { secrets: found } = await Promise.try(() => expressions.inspect(source)).catch(() => NONE)
      secrets.push(...found.flatMap((name) => name ?? []))
      computes ||= found.length > 0 && expressions.computesWithSecrets(source)
    }
  }
  return { secrets, computesWithSecrets: secrets.length > 0 && computes }
}

import type { Problem } from '../../domain/errors.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { nearest } from '../../lib/text/nearest.ts'
import type { Expressions } from '../expressions/expressions.ts'
import { type NodeTypeCatalogue, portsOf } from '../node-type.ts'
import { findCycle } from './digraph.ts'
import { edgesOf, type Graph, type GraphNode, MAX_GRAPH } from './graph.ts'
import { findLoopScopes, MAX_LOOP_DEPTH, successors } from './loops.ts'
import type { Nameable } from './names/nameable.ts'
import { type GraphOrder, nameableByNode, suggestionsFrom } from './names/nameable-by-node.ts'
import { measureNode } from './node-size.ts'
import { otherType } from './other-types.ts'
import { parameterProblems } from './validate-parameters.ts'

export interface GraphRules {
  readonly types: NodeTypeCatalogue
  readonly expressions: Expressions
  /** What checks share with other long computations. */
  readonly turns: Turns
}

// A small request could otherwise cause a response of hundreds of megabytes.
export const MAX_PROBLEMS = 1000
const MAX_NAMED_PORTS = 20

/** All problems of a graph with their paths; empty when it can be saved and run. */
export const graphProblems = async (graph: Graph, rules: GraphRules): Promise<Problem[]> => {
  const tooLarge = await sizeProblems(graph, rules)
  const shape = await shapeOf(graph, rules)
  // Problems of the graph as a whole come first, so that they are not cut off.
  const problems = [...tooLarge, ...shape.problems]
  if (tooLarge.length === 0) {
    const nameableBy = await nameableByNode(graph, shape.order, rules.turns)
    await addNodeProblems(problems, graph, { ...rules, nameableBy })
  }
  await addConnectionProblems(problems, graph, rules)
  return problems.slice(0, MAX_PROBLEMS)
}

const sizeProblems = async (
  { nodes, connections }: Graph,
  { types, turns }: GraphRules,
): Promise<Problem[]> => {
  const problems: Problem[] = []
  const count = Object.values(connections).reduce((sum, list) => sum + list.length, 0)
  const { connections: most, expressions: maximum } = MAX_GRAPH
  if (count > most) problems.push({ path: 'connections', code: 'too_big', values: { maximum: most } })
  let length = 0
  await turns.each(nodes.entries(), ([index, node]) => {
    const size = measureNode(node, types.get(node.type), `nodes.${index}`)
    length += size.parsed
    problems.push(...size.problems)
  })
  if (length > maximum) problems.push({ path: 'nodes', code: 'expressions_too_long', values: { maximum } })
  return problems
}

interface NodeRules extends GraphRules {
  nameableBy(index: number): Nameable
}

const addNodeProblems = async (problems: Problem[], { nodes }: Graph, rules: NodeRules): Promise<void> => {
  const seen = new Set<string>()
  await rules.turns.each(nodes.entries(), async ([index, node]) => {
    if (problems.length >= MAX_PROBLEMS) return
    problems.push(...(await typeProblems(node, index, rules)))
    if (seen.has(node.id)) {
      problems.push({ path: `nodes.${index}.id`, code: 'duplicate_node_id', values: { id: node.id } })
    }
    seen.add(node.id)
  })
}

const typeProblems = async (node: GraphNode, index: number, rules: NodeRules): Promise<Problem[]> => {
  const path = `nodes.${index}`
  const type = rules.types.get(node.type)
  if (!type) {
    const names = rules.types.all.map((each) => each.type)
    const [values, meant] = [{ type: node.type }, otherType(node.type) ?? nearest(node.type, names)]
    return [{ path: `${path}.type`, code: 'unknown_node_type', values, meant }]
  }
  const problems = await parameterProblems(type, node.parameters, {
    ...rules,
    nameable: rules.nameableBy(index),
  })
  return problems.map((problem) => ({
    ...problem,
    path: [path, 'parameters', problem.path].filter(Boolean).join('.'),
  }))
}

const addConnectionProblems = async (
  problems: Problem[],
  graph: Graph,
  { types, turns }: GraphRules,
): Promise<void> => {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const nodeMeant = suggestionsFrom(graph.nodes.map(({ id }) => id))
  for (const [from, list] of Object.entries(graph.connections)) {
    const source = nodes.get(from)
    if (!source) {
      const [values, meant] = [{ id: from }, nodeMeant(from)]
      problems.push({ path: `connections.${from}`, code: 'unknown_source', values, meant })
    }
    const type = source && types.get(source.type)
    const ports = source && type ? new Set(portsOf(type, source.parameters)) : undefined
    const seen = new Set<string>()
    await turns.each(list.entries(), ([position, connection]) => {
      if (problems.length >= MAX_PROBLEMS) return
      const path = `connections.${from}.${position}`
      const { target, output } = connection
      if (!nodes.has(target)) {
        const [values, meant] = [{ id: target }, nodeMeant(target)]
        problems.push({ path: `${path}.target`, code: 'unknown_target', values, meant })
      }
      problems.push(...portProblems(`${path}.output`, output, { source, ports }))
      const edge = JSON.stringify([target, output])
      if (seen.has(edge))
        problems.push({ path, code: 'duplicate_connection', values: { target, port: output } })
      seen.add(edge)
    })
  }
}

interface Origin {
  readonly source: GraphNode | undefined
  readonly ports: ReadonlySet<string> | undefined
}

const portProblems = (path: string, port: string, { source, ports }: Origin): Problem[] => {
  if (ports && !ports.has(port)) {
    const meant = nearest(port, [...ports].slice(0, MAX_NAMED_PORTS))
    return [{ path, code: 'unknown_port', values: { port, ports: namesOf(ports) }, meant }]
  }
  const isUnused = port === 'error' && source && source.on_error !== 'continue'
  return isUnused ? [{ path, code: 'error_port_unused', values: { id: source.id } }] : []
}

const namesOf = (ports: ReadonlySet<string>): string => {
  const named = [...ports].slice(0, MAX_NAMED_PORTS).join(', ')
  return ports.size > MAX_NAMED_PORTS ? `${named}, …` : named
}

interface Shape {
  readonly problems: readonly Problem[]
  /** `undefined` when the graph has a cycle. */
  readonly order: GraphOrder | undefined
}

const shapeOf = async (graph: Graph, { types, turns }: GraphRules): Promise<Shape> => {
  const edges = await edgesOf(graph, turns)
  const digraph = successors(graph, edges)
  const name = (index: number) => graph.nodes[index]?.id ?? ''
  const cycle = findCycle(digraph)
  if (cycle) {
    const nodes = [...cycle, ...cycle.slice(0, 1)].map(name).join(' → ')
    return { problems: [{ path: 'connections', code: 'cycle', values: { nodes } }], order: undefined }
  }
  const isLoop = (type: string) => types.get(type)?.kind === 'loop'
  const { loopOf, intruders, tooDeep } = await findLoopScopes(graph, edges, { isLoop, turns })
  const problems: Problem[] = intruders.slice(0, MAX_PROBLEMS).map(({ loop, edge }) => ({
    path: edge.path,
    code: 'loop_body_entered',
    values: { loop: name(loop), source: name(edge.source), target: name(edge.target) },
  }))
  if (tooDeep !== undefined) {
    problems.push({ path: `nodes.${tooDeep}`, code: 'loop_too_deep', values: { limit: MAX_LOOP_DEPTH } })
  }
  return { problems, order: { digraph, loopOf } }
}

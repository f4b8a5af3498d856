import type { Problem } from '../../domain/errors.ts'
import type { Expressions } from '../expressions/expressions.ts'
import { type NodeTypeCatalogue, portsOf } from '../node-type.ts'
import { findCycle } from './digraph.ts'
import { type Graph, type GraphNode, indexGraph, MAX_GRAPH } from './graph.ts'
import { findLoopScopes, MAX_LOOP_DEPTH, successors } from './loops.ts'
import { expressionLength, parameterProblems } from './validate-parameters.ts'

export interface GraphRules {
  readonly types: NodeTypeCatalogue
  readonly expressions: Expressions
}

// A small request could otherwise cause a response of hundreds of megabytes.
export const MAX_PROBLEMS = 1000

/** All problems of a graph with their paths; empty when it can be saved and run. */
export const graphProblems = (graph: Graph, rules: GraphRules): Problem[] => {
  const tooLong = lengthProblems(graph, rules)
  return [
    // Problems of the graph as a whole come first, so that they are not cut off.
    ...sizeProblems(graph),
    ...tooLong,
    ...shapeProblems(graph, rules),
    ...(tooLong.length > 0 ? [] : nodeProblems(graph, rules)),
    ...connectionProblems(graph, rules),
  ].slice(0, MAX_PROBLEMS)
}

const sizeProblems = ({ connections }: Graph): Problem[] => {
  const { connections: maximum } = MAX_GRAPH
  const count = Object.values(connections).reduce((sum, list) => sum + list.length, 0)
  return count > maximum ? [{ path: 'connections', code: 'too_big', values: { maximum } }] : []
}

const lengthProblems = ({ nodes }: Graph, { types }: GraphRules): Problem[] => {
  const { expressions: maximum } = MAX_GRAPH
  const length = nodes.reduce(
    (sum, { type, parameters }) => sum + expressionLength(types.get(type), parameters),
    0,
  )
  return length > maximum ? [{ path: 'nodes', code: 'expressions_too_long', values: { maximum } }] : []
}

const nodeProblems = ({ nodes }: Graph, rules: GraphRules): Problem[] => {
  const seen = new Set<string>()
  return nodes.flatMap((node, index) => {
    const problems = typeProblems(node, `nodes.${index}`, rules)
    if (seen.has(node.id)) {
      problems.push({ path: `nodes.${index}.id`, code: 'duplicate_node_id', values: { id: node.id } })
    }
    seen.add(node.id)
    return problems
  })
}

const typeProblems = (node: GraphNode, path: string, { types, expressions }: GraphRules): Problem[] => {
  const type = types.get(node.type)
  if (!type) return [{ path: `${path}.type`, code: 'unknown_node_type', values: { type: node.type } }]
  return parameterProblems(type, node.parameters, expressions).map((problem) => ({
    ...problem,
    path: [path, 'parameters', problem.path].filter(Boolean).join('.'),
  }))
}

const connectionProblems = (graph: Graph, { types }: GraphRules): Problem[] => {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const problems: Problem[] = []
  for (const [from, list] of Object.entries(graph.connections)) {
    const source = nodes.get(from)
    if (!source) problems.push({ path: `connections.${from}`, code: 'unknown_source', values: { id: from } })
    const type = source && types.get(source.type)
    const ports = source && type ? portsOf(type, source.parameters) : undefined
    const seen = new Set<string>()
    list.forEach(({ target, output }, position) => {
      const path = `connections.${from}.${position}`
      if (!nodes.has(target)) {
        problems.push({ path: `${path}.target`, code: 'unknown_target', values: { id: target } })
      }
      if (ports && !ports.includes(output)) {
        const values = { port: output, ports: ports.join(', ') }
        problems.push({ path: `${path}.output`, code: 'unknown_port', values })
      } else if (output === 'error' && source && source.on_error !== 'continue') {
        problems.push({ path: `${path}.output`, code: 'error_port_unused', values: { id: from } })
      }
      const edge = JSON.stringify([target, output])
      if (seen.has(edge))
        problems.push({ path, code: 'duplicate_connection', values: { target, port: output } })
      seen.add(edge)
    })
  }
  return problems
}

const shapeProblems = (graph: Graph, { types }: GraphRules): Problem[] => {
  const { edges } = indexGraph(graph)
  const name = (index: number) => graph.nodes[index]?.id ?? ''
  const cycle = findCycle(successors(graph, edges))
  if (cycle) {
    const nodes = [...cycle, ...cycle.slice(0, 1)].map(name).join(' → ')
    return [{ path: 'connections', code: 'cycle', values: { nodes } }]
  }
  const { intruders, tooDeep } = findLoopScopes(graph, (type) => types.get(type)?.kind === 'loop')
  const problems: Problem[] = intruders.map(({ loop, edge }) => ({
    path: edge.path,
    code: 'loop_body_entered',
    values: { loop: name(loop), source: name(edge.source), target: name(edge.target) },
  }))
  if (tooDeep !== undefined) {
    problems.push({ path: `nodes.${tooDeep}`, code: 'loop_too_deep', values: { limit: MAX_LOOP_DEPTH } })
  }
  return problems
}

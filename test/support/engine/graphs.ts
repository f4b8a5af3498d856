import { hash } from 'node:crypto'
import { Graph, type HashedGraph } from '../../../src/engine/graph/graph.ts'
import { toGraphBody } from './graph-spec.ts'

export const buildGraph = (...parts: Parameters<typeof toGraphBody>): Graph =>
  Graph.parse(toGraphBody(...parts))

export const buildHashed = (...parts: Parameters<typeof toGraphBody>): HashedGraph =>
  hashGraph(buildGraph(...parts))

export const hashGraph = (graph: Graph): HashedGraph => ({
  hash: hash('sha256', JSON.stringify(graph), 'base64url'),
  graph,
})

import { Graph, type HashedGraph, hashGraph } from '../../../src/engine/graph/graph.ts'
import { toGraphBody } from './graph-spec.ts'

export const buildGraph = (...parts: Parameters<typeof toGraphBody>): Graph =>
  Graph.parse(toGraphBody(...parts))

export const buildHashed = (...parts: Parameters<typeof toGraphBody>): HashedGraph =>
  hashGraph(buildGraph(...parts))

import type { Problem } from '../../../domain/errors.ts'
import type { Graph } from '../../../engine/graph/graph.ts'
import { type GraphRules, graphProblems } from '../../../engine/graph/validate-graph.ts'
import { withoutUndefined } from '../../../lib/json/without-undefined.ts'
import type { StoredScript } from '../store/repository.ts'
import { concernsUnreadable, readDraft } from './draft.ts'

export interface GraphParts {
  readonly nodes?: Graph['nodes'] | undefined
  readonly connections?: Graph['connections'] | undefined
}

/** Checks graphs without saving them. */
export class GraphChecks {
  readonly #rules: GraphRules
  readonly #load: (scriptId: number) => Promise<StoredScript>

  constructor(rules: GraphRules, load: (scriptId: number) => Promise<StoredScript>) {
    this.#rules = rules
    this.#load = load
  }

  /** The problems of a graph that belongs to no script. */
  ofNew(graph: Graph): Promise<readonly Problem[]> {
    return graphProblems(graph, this.#rules)
  }

  /** The problems of a graph; a missing part means the stored one. @throws AppError `SCRIPT_NOT_FOUND` */
  async ofScript(id: number, parts: GraphParts = {}): Promise<readonly Problem[]> {
    const { source } = await this.#load(id)
    return graphProblems({ ...source.graph, ...withoutUndefined(parts) }, this.#rules)
  }

  /** The problems of the graph in a body, apart from those that its schema finds. */
  async ofDraft(body: unknown): Promise<readonly Problem[]> {
    const draft = readDraft(body)
    if (!draft) return []
    const problems = await graphProblems(draft, this.#rules)
    return problems.filter((problem) => !concernsUnreadable(problem))
  }
}

import { type VariableNames, variablesInCode, variablesInText } from '../expressions/names/variable-names.ts'
import type { GraphNode } from '../graph/graph.ts'
import { isVerbatim, type NodeType } from '../node-type.ts'

/** Finds which variables the nodes of a graph may read. */
export class VariableUse {
  readonly #names = new Set<string>()
  #isAll = false

  /** In the order of the names. */
  get names(): VariableNames {
    return this.#isAll ? 'all' : [...this.#names].sort()
  }

  add({ parameters }: GraphNode, type: NodeType | undefined) {
    // Which script it calls, and with which content, is not known before it runs.
    this.#isAll ||= type?.kind === 'call'
    for (const [name, value] of Object.entries(parameters)) {
      if (type?.language === 'sql' && isVerbatim(type, name, value)) continue
      const isCode = type?.language === 'javascript' && isVerbatim(type, name, value)
      this.#addTexts(value, isCode ? variablesInCode : variablesInText)
    }
  }

  #addTexts(value: unknown, find: (text: string) => VariableNames) {
    if (this.#isAll) return
    if (typeof value === 'string') this.#addNames(find(value))
    else if (typeof value === 'object' && value !== null) {
      for (const part of Object.values(value)) this.#addTexts(part, find)
    }
  }

  #addNames(names: VariableNames) {
    if (names === 'all') this.#isAll = true
    else for (const name of names) this.#names.add(name)
  }
}

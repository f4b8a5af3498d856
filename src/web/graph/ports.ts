import type { components } from '../../../examples/client/api.d.ts'
import type { Connection, ScriptNode } from './model.ts'

export type NodeType = components['schemas']['NodeType']

export const ERROR_PORT = 'error'

export interface OutputPort {
  readonly name: string
  /** Whether an edge uses a port that the node no longer has. */
  readonly isUnknown: boolean
}

/**
 * The output ports that a node shows, from top to bottom. That of errors is there when the node continues after one,
 * and each port that an edge uses, also when the node does not have it.
 */
export const outputPorts = (
  node: ScriptNode,
  type: NodeType | undefined,
  outgoing: readonly Connection[],
): readonly OutputPort[] => {
  const own = ownPorts(node, type)
  const used = new Set(outgoing.map(({ output }) => output))
  const shown = own.filter((name) => name !== ERROR_PORT || node.on_error === 'continue' || used.has(name))
  const unknown = [...used].filter((name) => !own.includes(name))
  return [
    ...shown.map((name) => ({ name, isUnknown: false })),
    ...unknown.map((name) => ({ name, isUnknown: type !== undefined })),
  ]
}

/** All ports of a node, as the server counts them. */
export const ownPorts = (node: ScriptNode, type: NodeType | undefined): readonly string[] => {
  if (!type) return []
  return type.dynamic_ports ? [...casesOf(node), ...type.ports] : type.ports
}

const casesOf = ({ parameters }: ScriptNode): string[] => {
  const { cases } = parameters
  if (!Array.isArray(cases)) return []
  return [...new Set(cases.filter((each): each is string => typeof each === 'string' && each !== ''))]
}

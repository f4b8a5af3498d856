import { ERROR_PORT } from '../../graph/ports.ts'
import type { EditorState } from './editor-state.ts'

/** The port by which a new node follows the only selected one: the first that leads nowhere yet, or else the first. */
export const nextOutput = ({ model, catalogue, selection }: EditorState) => {
  const [id, ...others] = selection.value.nodes
  const node = others.length === 0 ? model.nodes.find((each) => each.id === id) : undefined
  if (!node) return
  const ports = catalogue.portsOf(node, model.connections).filter(({ name }) => name !== ERROR_PORT)
  const used = new Set(model.connections.get(node.id)?.map(({ output }) => output))
  const port = ports.find(({ name }) => !used.has(name)) ?? ports[0]
  return port && { node: node.id, output: port.name }
}

import { type Field, fieldsOf } from '../../form/fields.ts'
import type { Connections, ScriptNode } from '../../graph/model.ts'
import { type NodeType, type OutputPort, outputPorts } from '../../graph/ports.ts'
import type { Language } from '../../graph/references.ts'
import { nodeSize, type Size } from '../../graph/size.ts'
import type { Schemas } from '../../lib/api.ts'

export type FunctionInfo = Schemas['ExpressionFunction']

/** The node types and functions of the server, and what the editor derives from them. */
export class Catalogue {
  readonly types: readonly NodeType[]
  readonly functions: readonly FunctionInfo[]
  readonly #byName: ReadonlyMap<string, NodeType>
  readonly #fields = new Map<string, readonly Field[]>()

  constructor(types: readonly NodeType[], functions: readonly FunctionInfo[]) {
    this.types = types
    this.functions = functions
    this.#byName = new Map(types.map((type) => [type.type, type]))
  }

  get(type: string): NodeType | undefined {
    return this.#byName.get(type)
  }

  title(type: string): string {
    return this.get(type)?.title ?? type
  }

  fieldsOf(type: string): readonly Field[] {
    const known = this.#fields.get(type)
    if (known) return known
    const fields = fieldsOf(this.get(type)?.parameters ?? {})
    this.#fields.set(type, fields)
    return fields
  }

  languagesOf = (type: string): Readonly<Record<string, Language>> =>
    Object.fromEntries(
      this.fieldsOf(type).flatMap(({ name, control }) => {
        const script = control.kind === 'variants' ? control.variants.map((each) => each.control) : [control]
        return script.flatMap((each) => (each.kind === 'script' ? [[name, each.language]] : []))
      }),
    )

  portsOf(node: ScriptNode, connections: Connections): readonly OutputPort[] {
    return outputPorts(node, this.get(node.type), connections.get(node.id) ?? [])
  }

  sizeOf(node: ScriptNode, connections: Connections): Size {
    return nodeSize(this.portsOf(node, connections).length)
  }

  sizesOf(graph: { nodes: readonly ScriptNode[]; connections: Connections }): ReadonlyMap<string, Size> {
    return new Map(graph.nodes.map((node) => [node.id, this.sizeOf(node, graph.connections)]))
  }
}

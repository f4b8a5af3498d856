import { type Edge as FlowEdge, type Node as FlowNode, Position } from '@xyflow/react'
import {
  type Connection,
  type Connections,
  edgeId,
  nodeTitle,
  type ScriptModel,
  type ScriptNode,
} from '../../graph/model.ts'
import type { OutputPort } from '../../graph/ports.ts'
import type { NodeProblem, Problems } from '../../graph/problems.ts'
import { inputY, nodeSize, portY } from '../../graph/size.ts'
import type { Catalogue } from '../state/catalogue.ts'
import type { Selection } from '../state/editor-state.ts'

export type CardData = {
  readonly node: ScriptNode
  readonly title: string
  readonly typeTitle: string
  readonly ports: readonly OutputPort[]
  readonly hasInput: boolean
  readonly problems: readonly NodeProblem[]
}

export type CardNode = FlowNode<CardData, 'card'>
export type LinkEdge = FlowEdge<{ readonly problems: readonly string[] }, 'link'>

const HANDLE = 12
const NONE: readonly never[] = []

/** What a node on the canvas is made of; as long as all of it is the same, the canvas need not draw it again. */
interface Ingredients {
  readonly node: ScriptNode
  readonly outgoing: readonly Connection[]
  readonly hasInput: boolean
  readonly isSelected: boolean
  readonly isCurrent: boolean
  readonly problems: readonly NodeProblem[]
}

export interface Drawing {
  readonly model: ScriptModel
  readonly selection: Selection
  readonly problems: Problems
  /** The node that Tab leads to. */
  readonly current: string | undefined
}

export type Describe = (data: CardData) => string

/** Makes nodes and edges for the canvas, and the same ones as before for all that has not changed. */
export class FlowElements {
  readonly #catalogue: Catalogue
  readonly #describe: Describe
  #nodes = new Map<string, { readonly of: Ingredients; readonly flow: CardNode }>()
  #edges = new Map<string, LinkEdge>()

  constructor(catalogue: Catalogue, describe: Describe) {
    this.#catalogue = catalogue
    this.#describe = describe
  }

  nodes({ model, selection, problems, current }: Drawing): CardNode[] {
    const before = this.#nodes
    const targets = targetsOf(model.connections)
    this.#nodes = new Map()
    return model.nodes.map((node) => {
      const { id } = node
      const of: Ingredients = {
        node,
        outgoing: model.connections.get(id) ?? NONE,
        hasInput: node.type !== 'start' || targets.has(id),
        isSelected: selection.nodes.has(id),
        isCurrent: id === current,
        problems: problems.byNode.get(id) ?? NONE,
      }
      const known = before.get(id)
      const entry = known && isSame(known.of, of) ? known : { of, flow: this.#toFlow(of) }
      this.#nodes.set(id, entry)
      return entry.flow
    })
  }

  edges({ model, selection, problems }: Drawing): LinkEdge[] {
    const before = this.#edges
    this.#edges = new Map()
    return [...model.connections].flatMap(([source, list]) =>
      list.map((connection) => {
        const id = edgeId({ source, ...connection })
        const selected = selection.edges.has(id)
        const found = problems.byEdge.get(id) ?? NONE
        const known = before.get(id)
        const edge: LinkEdge =
          known && known.selected === selected && known.data?.problems === found
            ? known
            : {
                id,
                type: 'link',
                source,
                target: connection.target,
                sourceHandle: connection.output,
                targetHandle: 'in',
                selected,
                className: found.length > 0 ? 'broken' : '',
                focusable: false,
                data: { problems: found },
                ariaLabel: `${source} ${connection.output} → ${connection.target}`,
              }
        this.#edges.set(id, edge)
        return edge
      }),
    )
  }

  #toFlow({ node, outgoing, hasInput, isSelected, isCurrent, problems }: Ingredients): CardNode {
    const ports = this.#catalogue.portsOf(node, new Map([[node.id, outgoing]]))
    const { width, height } = nodeSize(ports.length)
    const data: CardData = {
      node,
      title: nodeTitle(node),
      typeTitle: this.#catalogue.title(node.type),
      ports,
      hasInput,
      problems,
    }
    return {
      id: node.id,
      type: 'card',
      position: node.position ?? { x: 0, y: 0 },
      width,
      height,
      measured: { width, height },
      handles: [
        ...(hasInput ? [handle('in', 'target', { x: 0, y: inputY(ports.length) })] : []),
        ...ports.map(({ name }, index) =>
          handle(name, 'source', { x: width, y: portY(index, ports.length) }),
        ),
      ],
      selected: isSelected,
      data,
      ariaLabel: this.#describe(data),
      ariaRole: 'group',
      domAttributes: {
        tabIndex: isCurrent ? 0 : -1,
        'aria-roledescription': undefined,
        'aria-current': isSelected ? 'true' : undefined,
      },
    }
  }
}

const handle = (id: string, type: 'source' | 'target', { x, y }: { x: number; y: number }) => ({
  id,
  type,
  position: type === 'source' ? Position.Right : Position.Left,
  x: x - HANDLE / 2,
  y: y - HANDLE / 2,
  width: HANDLE,
  height: HANDLE,
})

const targetsOf = (connections: Connections): ReadonlySet<string> =>
  new Set([...connections.values()].flatMap((list) => list.map(({ target }) => target)))

const isSame = (a: Ingredients, b: Ingredients): boolean =>
  a.node === b.node &&
  a.outgoing === b.outgoing &&
  a.hasInput === b.hasInput &&
  a.isSelected === b.isSelected &&
  a.isCurrent === b.isCurrent &&
  a.problems === b.problems

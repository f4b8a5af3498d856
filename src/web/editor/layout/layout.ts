import { moveNodes } from '../../graph/edits.ts'
import { placeMissing } from '../../graph/layout/place-missing.ts'
import { nodesById, type ScriptModel } from '../../graph/model.ts'
import type { Catalogue } from '../state/catalogue.ts'
import type { EditorState } from '../state/editor-state.ts'
import workerAddress from './layout-worker.ts?worker'
import type { LayoutAnswer, LayoutQuestion } from './question.ts'

/** Lays out all nodes again; edits made in the meantime are kept. */
export const layOutGraph = async (state: EditorState): Promise<void> => {
  const { model, catalogue } = state
  const positions = await computeLayout(questionOf(model, catalogue))
  state.edit(moveNodes(state.model, positions), { text: 'layout' })
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): {
    createScriptURL(url: string): string
  }
}

declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypes
  }
}

/** What the layout depends on, with the connections of each node in the order of its ports. */
const questionOf = (model: ScriptModel, catalogue: Catalogue): LayoutQuestion => {
  const byId = nodesById(model)
  const connections = [...model.connections].map(([id, list]) => {
    const node = byId.get(id)
    const ports = node ? catalogue.portsOf(node, model.connections).map(({ name }) => name) : []
    return [id, list.toSorted((a, b) => ports.indexOf(a.output) - ports.indexOf(b.output))] as const
  })
  const nodes = model.nodes.map(({ id, type }) => ({ id, type, parameters: {} }))
  return { graph: { nodes, connections: new Map(connections) }, sizes: catalogue.sizesOf(model) }
}

/** Computes in a worker, so that the page stays usable meanwhile. */
const computeLayout = (question: LayoutQuestion): Promise<LayoutAnswer> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(trusted(new URL(workerAddress, document.baseURI).href))
    worker.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => {
      worker.terminate()
      resolve(data)
    }
    worker.onerror = ({ message }) => {
      worker.terminate()
      reject(new Error(message))
    }
    worker.postMessage(question)
  })

/** Lets the address of our own worker through where the page's policy demands trusted types. */
const trusted = (url: string): string =>
  window.trustedTypes
    ?.createPolicy('scriptd-worker', { createScriptURL: (text) => text })
    .createScriptURL(url) ?? url

/** A graph of which each node has a place: as it was given, beside its predecessors, or laid out when none has one. */
export const withPositions = async (model: ScriptModel, catalogue: Catalogue): Promise<ScriptModel> => {
  const sizes = catalogue.sizesOf(model)
  return model.nodes.length === 0 || model.nodes.some(({ position }) => position)
    ? placeMissing(model, sizes)
    : moveNodes(model, await computeLayout(questionOf(model, catalogue)))
}

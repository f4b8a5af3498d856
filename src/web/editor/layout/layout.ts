import { moveNodes } from '../../graph/edits.ts'
import { placeMissing } from '../../graph/layout/place-missing.ts'
import type { ScriptModel } from '../../graph/model.ts'
import type { Catalogue } from '../state/catalogue.ts'
import type { EditorState } from '../state/editor-state.ts'
import workerAddress from './layout-worker.ts?worker'
import type { LayoutAnswer, LayoutQuestion } from './question.ts'

/** Lays out all nodes again; edits made in the meantime are kept. */
export const layOutGraph = async (state: EditorState): Promise<void> => {
  const { model, catalogue } = state
  const positions = await computeLayout({ graph: model, sizes: catalogue.sizesOf(model) })
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
    const nodes = question.graph.nodes.map(({ id, type }) => ({ id, type, parameters: {} }))
    worker.postMessage({ ...question, graph: { nodes, connections: question.graph.connections } })
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
    : moveNodes(model, await computeLayout({ graph: model, sizes }))
}

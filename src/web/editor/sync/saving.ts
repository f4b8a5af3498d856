import { modelOf, type Script, type ScriptModel, scriptOf } from '../../graph/model.ts'
import { locateProblems } from '../../graph/problems.ts'
import { type Api, ApiError, ask } from '../../lib/api.ts'
import { Store } from '../../lib/store.ts'
import { withPositions } from '../layout/layout.ts'
import type { EditorState, Saved } from '../state/editor-state.ts'

/** A save that was refused because someone else had saved in the meantime: `base` is what both started from. */
export interface Collision {
  readonly base: ScriptModel
  readonly theirs: Saved
}

export interface SavingOptions {
  readonly api: Api
  readonly state: EditorState
  /** Shows the user why it was not saved. */
  readonly onRefused: (reason: unknown) => void
  /** Gives the fields that are no JSON a name, for the reason. */
  readonly onUnparsed: (owner: string, field: string) => void
}

export class Saving {
  readonly isSaving = new Store(false)
  readonly collision = new Store<Collision | undefined>(undefined)
  readonly #options: SavingOptions

  constructor(options: SavingOptions) {
    this.#options = options
  }

  /** @param note what the change is for, which the version keeps */
  async save(note?: string): Promise<void> {
    const { state, onRefused, onUnparsed } = this.#options
    if (this.isSaving.value || state.isReadOnly || !state.isDirty) return
    const [unparsed] = state.unparsed.value.keys()
    if (unparsed !== undefined) {
      const [owner = '', field = '']: string[] = JSON.parse(unparsed)
      onUnparsed(owner, field)
      return
    }
    this.isSaving.set(true)
    try {
      await this.#send(state.model, note)
    } catch (error) {
      if (error instanceof ApiError && error.code === 'PRECONDITION_FAILED') await this.#collide()
      else {
        this.#show(error)
        onRefused(error)
      }
    } finally {
      this.isSaving.set(false)
    }
  }

  /** What a collision is answered with: the merged script, on top of what the others saved. */
  resolve(merged: ScriptModel): void {
    const { state } = this.#options
    const collision = this.collision.value
    if (!collision) return
    this.collision.set(undefined)
    state.saved.set(collision.theirs)
    state.edit(merged, { text: 'merge' })
  }

  async #send(model: ScriptModel, note?: string): Promise<void> {
    const { api, state } = this.#options
    const { etag } = state.saved.value
    const { data, response } = await api
      .PUT('/api/scripts/{script_id}', {
        params: {
          path: { script_id: state.scriptId },
          header: { 'if-match': etag },
          query: note ? { note } : {},
        },
        body: scriptOf(model),
      })
      .then(async (answer) => ({ ...(await ask(Promise.resolve(answer))), response: answer.response }))
    state.saved.set({ model, version: data.version, etag: response.headers.get('ETag') ?? '' })
    state.news.set({ text: 'saved', values: { version: data.version } })
  }

  /** Saves an earlier version as a new one, unless someone else has saved in the meantime. */
  async restore(version: number): Promise<void> {
    const { api, state, onRefused } = this.#options
    if (this.isSaving.value || state.isReadOnly || state.isDirty) return
    this.isSaving.set(true)
    try {
      const path = { script_id: state.scriptId, version }
      const header = { 'if-match': state.saved.value.etag }
      await ask(api.POST('/api/scripts/{script_id}/versions/{version}/restore', { params: { path, header } }))
      const saved = await readScript(api, state.scriptId)
      const placed = { ...saved, model: await withPositions(saved.model, state.catalogue) }
      state.edit(placed.model, { text: 'restoreVersion', values: { version } })
      state.saved.set(placed)
      state.news.set({ text: 'saved', values: { version: saved.version } })
    } catch (error) {
      onRefused(error)
    } finally {
      this.isSaving.set(false)
    }
  }

  async #collide(): Promise<void> {
    const { api, state, onRefused } = this.#options
    try {
      this.collision.set({ base: state.saved.value.model, theirs: await readScript(api, state.scriptId) })
    } catch (error) {
      onRefused(error)
    }
  }

  /** The problems that a save was refused for stand where those of the validation do. */
  #show(error: unknown): void {
    const { state } = this.#options
    if (!(error instanceof ApiError) || error.details.length === 0) return
    const details = error.details.filter(({ path }) => /^(nodes|connections)\b/.test(path))
    if (details.length > 0) state.problems.set(locateProblems(details, state.model))
  }
}

/** The script as the server has it. */
export const readScript = async (api: Api, id: number): Promise<Saved> => {
  const answer = await api.GET('/api/scripts/{script_id}', { params: { path: { script_id: id } } })
  const { data }: { data: Script } = await ask(Promise.resolve(answer))
  return { model: modelOf(data), version: data.version, etag: answer.response.headers.get('ETag') ?? '' }
}

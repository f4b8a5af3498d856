import type { ScriptModel } from '../../graph/model.ts'
import type { EditorState } from '../state/editor-state.ts'

/** Unsaved changes of a script, with what they began from. */
export interface Draft {
  readonly scriptId: number
  readonly model: ScriptModel
  readonly base: { readonly model: ScriptModel; readonly etag: string; readonly version: number }
  readonly at: number
}

const STORE = 'drafts'
const PAUSE_MS = 500

/** Keeps drafts in this browser. Where it refuses, there are none. */
export class Drafts {
  readonly #database: Promise<IDBDatabase | undefined>

  constructor(find: () => IDBFactory) {
    this.#database = open(find).catch(() => undefined)
  }

  async read(scriptId: number): Promise<Draft | undefined> {
    const database = await this.#database
    if (!database) return
    return settled<Draft | undefined>(database.transaction(STORE).objectStore(STORE).get(scriptId)).catch(
      () => undefined,
    )
  }

  async write(draft: Draft): Promise<void> {
    await this.#change((store) => store.put(draft))
  }

  async remove(scriptId: number): Promise<void> {
    await this.#change((store) => store.delete(scriptId))
  }

  async #change(change: (store: IDBObjectStore) => IDBRequest): Promise<void> {
    const database = await this.#database
    if (!database) return
    await settled(change(database.transaction(STORE, 'readwrite').objectStore(STORE))).catch(() => undefined)
  }
}

const open = async (find: () => IDBFactory): Promise<IDBDatabase> => {
  const request = find().open('scriptd', 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'scriptId' })
  return settled(request)
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser refused the draft'))
  })

/** Writes a draft shortly after each change, and removes it once there is nothing to save. */
export const keepDrafts = (drafts: Drafts, state: EditorState): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const write = () => {
    clearTimeout(timer)
    timer = undefined
    const { scriptId, model, saved } = state
    if (state.isDirty) void drafts.write({ scriptId, model, base: saved.value, at: state.now() })
    else void drafts.remove(scriptId)
  }
  const plan = () => {
    clearTimeout(timer)
    timer = setTimeout(write, PAUSE_MS)
  }
  const ends = [state.history.subscribe(plan), state.saved.subscribe(plan)]
  const flush = () => timer !== undefined && write()
  // A tab that is closed is hidden first; later there is no time to write.
  document.addEventListener('visibilitychange', flush)
  return () => {
    flush()
    document.removeEventListener('visibilitychange', flush)
    for (const end of ends) end()
  }
}

import { beginHistory, type History, record, redo, undo } from '../../graph/history.ts'
import type { ScriptModel } from '../../graph/model.ts'
import { NO_PROBLEMS, type Problems } from '../../graph/problems.ts'
import type { TextValues } from '../../lib/locale.ts'
import { Store } from '../../lib/store.ts'
import type { EditLabel } from '../texts/edits.ts'
import type { newsTexts } from '../texts/news.ts'
import type { Catalogue } from './catalogue.ts'

export interface Selection {
  readonly nodes: ReadonlySet<string>
  readonly edges: ReadonlySet<string>
}

export const NO_SELECTION: Selection = { nodes: new Set(), edges: new Set() }

/** The script as the server has it. */
export interface Saved {
  readonly model: ScriptModel
  readonly etag: string
  readonly version: number
}

/** What happened, for those who do not see it. */
export interface News {
  readonly text: keyof typeof newsTexts
  readonly values?: TextValues | undefined
  readonly edit?: EditLabel | undefined
}

export interface EditorStateOptions {
  readonly scriptId: number
  readonly catalogue: Catalogue
  readonly saved: Saved
  readonly isReadOnly: boolean
  /** The time in milliseconds. */
  readonly now: () => number
}

/** All that the parts of the editor share. Every change of the script goes through `edit`, so that it can be undone. */
export class EditorState {
  readonly scriptId: number
  /** It changes with the language. */
  catalogue: Catalogue
  /** It changes with the width of the window and the rights of the session. */
  isReadOnly: boolean
  readonly history: Store<History<ScriptModel, EditLabel>>
  readonly selection = new Store<Selection>(NO_SELECTION)
  readonly saved: Store<Saved>
  readonly problems = new Store<Problems>(NO_PROBLEMS)
  readonly news = new Store<News | undefined>(undefined)
  /** Texts of fields that are no JSON, by node and field; they are not in the model, and keep it from being saved. */
  readonly unparsed = new Store<ReadonlyMap<string, string>>(new Map())
  readonly now: () => number

  constructor({ scriptId, catalogue, saved, isReadOnly, now }: EditorStateOptions) {
    this.scriptId = scriptId
    this.catalogue = catalogue
    this.isReadOnly = isReadOnly
    this.saved = new Store(saved)
    this.history = new Store(beginHistory<ScriptModel, EditLabel>(saved.model))
    this.now = now
  }

  get model(): ScriptModel {
    return this.history.value.present
  }

  get isDirty(): boolean {
    return this.model !== this.saved.value.model || this.unparsed.value.size > 0
  }

  /** Changes the script. Edits of a group that follow each other closely are undone together, and not spoken. */
  edit(next: ScriptModel, label: EditLabel, group?: string, at = this.now()): void {
    if (this.isReadOnly || next === this.model) return
    this.history.set(record(this.history.value, next, { label, group, at }))
    if (group === undefined) this.news.set({ text: 'done', edit: label })
    this.#dropGone()
  }

  undo(): void {
    const step = this.history.value.past.at(-1)
    this.history.set(undo(this.history.value))
    this.news.set(step ? { text: 'undone', edit: step.label } : { text: 'nothingToUndo' })
    this.#dropGone()
  }

  redo(): void {
    const [next] = this.history.value.future
    this.history.set(redo(this.history.value))
    this.news.set(next ? { text: 'redone', edit: next.step.label } : { text: 'nothingToRedo' })
    this.#dropGone()
  }

  select(nodes: Iterable<string>, edges: Iterable<string> = []): void {
    this.selection.set({ nodes: new Set(nodes), edges: new Set(edges) })
  }

  /** Nodes that are gone are selected no longer. */
  #dropGone(): void {
    const { nodes, edges } = this.selection.value
    if (nodes.size === 0) return
    const there = new Set(this.model.nodes.map(({ id }) => id))
    if ([...nodes].every((id) => there.has(id))) return
    this.select(
      [...nodes].filter((id) => there.has(id)),
      edges,
    )
  }
}

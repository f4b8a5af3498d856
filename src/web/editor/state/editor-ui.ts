import type { Position } from '../../graph/edits.ts'
import { Store } from '../../lib/store.ts'
import type { NewNodePlace } from './commands.ts'

export type Overlay =
  | { readonly kind: 'add'; readonly place: NewNodePlace }
  | { readonly kind: 'find' }
  | { readonly kind: 'connect'; readonly node: string }
  | { readonly kind: 'menu'; readonly of: MenuSubject; readonly at: Position }
  | { readonly kind: 'problems' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'versions' }
  | { readonly kind: 'run' }

export type MenuSubject =
  | { readonly kind: 'node'; readonly id: string }
  | { readonly kind: 'edge'; readonly id: string }
  | { readonly kind: 'canvas'; readonly at: Position }

/** What is open and focused in the editor; none of it is part of the script. */
export class EditorUi {
  readonly overlay = new Store<Overlay | undefined>(undefined)
  /** The node that Tab leads to from outside of the canvas. */
  readonly current = new Store<string | undefined>(undefined)
  readonly isPaletteOpen: Store<boolean>
  /** Whether the settings of the script are shown while no node is selected. */
  readonly isSettingsOpen = new Store(false)
  readonly tab = new Store<InspectorTab>('parameters')
  /** Counts requests to move the focus to the form of the selected node. */
  readonly formDemand = new Store(0)

  constructor({ isPaletteOpen }: { readonly isPaletteOpen: boolean }) {
    this.isPaletteOpen = new Store(isPaletteOpen)
  }

  open(overlay: Overlay): void {
    this.overlay.set(overlay)
  }

  close(): void {
    this.overlay.set(undefined)
  }

  editNode(tab: InspectorTab = this.tab.value): void {
    this.tab.set(tab)
    this.formDemand.set(this.formDemand.value + 1)
  }
}

export const INSPECTOR_TABS = ['parameters', 'behaviour', 'test'] as const
export type InspectorTab = (typeof INSPECTOR_TABS)[number]

import { isComposing } from '../../lib/ui/composing.ts'
import { duplicateSelected, removeSelected } from '../state/commands.ts'
import type { EditorParts } from '../state/context.ts'
import type { Saving } from '../sync/saving.ts'

type Command = (parts: EditorParts, saving: Saving) => void

/** With Ctrl (or ⌘), wherever the focus is. */
const anywhere: Readonly<Record<string, Command>> = {
  s: (_, saving) => void saving.save(),
  k: ({ ui }) => ui.open({ kind: 'find' }),
}

/** With Ctrl (or ⌘), except while text is typed, where they have their usual meaning. */
const outsideOfText: Readonly<Record<string, Command>> = {
  z: ({ state }) => state.undo(),
  'shift+z': ({ state }) => state.redo(),
  y: ({ state }) => state.redo(),
  a: ({ state }) => {
    state.select(state.model.nodes.map(({ id }) => id))
    state.news.set({ text: 'selected', values: { count: state.model.nodes.length } })
  },
  d: ({ state, view }) => {
    duplicateSelected(state)
    view.showSelected()
  },
}

const AREAS = ['.palette', '.canvas', '.inspector', '.editor-bar']
const FOCUSABLE = 'button:not(:disabled), input, select, textarea, a[href], [tabindex="0"]'

/** Handles the keys of the editor as a whole. Returns the function that ends it. */
export const followKeys = (parts: EditorParts, saving: Saving): (() => void) => {
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return
    const command = commandOf(event)
    // What is pressed in a dialog is meant for it.
    if (!command || (document.querySelector('dialog[open]') && event.key !== 's')) return
    event.preventDefault()
    command(parts, saving)
  }
  document.addEventListener('keydown', onKeyDown)
  return () => document.removeEventListener('keydown', onKeyDown)
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null

const commandOf = (event: KeyboardEvent): Command | undefined => {
  if (event.key === 'F6') return () => goToArea(event.shiftKey ? -1 : 1)
  if (
    event.key === 'Escape' &&
    event.target instanceof Element &&
    event.target.closest('.inspector, .palette')
  ) {
    return leaveForm
  }
  if (event.key === '?' && !isTyping(event.target)) return ({ ui }) => ui.open({ kind: 'keys' })
  if (event.key === 'Delete' && !isTyping(event.target)) return ({ state }) => removeSelected(state)
  if (!event.ctrlKey && !event.metaKey) return
  const key = `${event.shiftKey ? 'shift+' : ''}${event.key.toLowerCase()}`
  return anywhere[key] ?? (isTyping(event.target) ? undefined : outsideOfText[key])
}

const leaveForm: Command = ({ state, view }) => {
  const [id] = state.selection.value.nodes
  if (id === undefined) view.focusCanvas()
  else view.focus(id)
}

const goToArea = (step: number): void => {
  const areas = AREAS.flatMap((selector) => document.querySelector<HTMLElement>(selector) ?? [])
  const current = areas.findIndex((area) => area.contains(document.activeElement))
  const next = areas.at((current + step + areas.length) % areas.length)
  const target = next?.matches('.canvas')
    ? next.querySelector<HTMLElement>('.react-flow__node[tabindex="0"]')
    : undefined
  const first = target ?? next?.querySelector<HTMLElement>(FOCUSABLE)
  first?.focus()
}

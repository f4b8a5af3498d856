import { copyNodes, parseFragment } from '../../graph/clipboard.ts'
import type { Position } from '../../graph/edits.ts'
import { paste, removeSelected } from '../state/commands.ts'
import type { EditorParts } from '../state/context.ts'
import type { EditorState } from '../state/editor-state.ts'
import type { View } from '../state/view.ts'

/** The selected nodes as text; undefined when none is. */
const textOfSelected = ({ model, selection: { value } }: EditorState): string | undefined =>
  value.nodes.size === 0 ? undefined : copyNodes(model, value.nodes)

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, dialog, [contenteditable]') !== null

/** Whether the user has marked text, which is then what is meant. */
const hasTextSelection = (): boolean => getSelection()?.isCollapsed === false

/**
 * Copies, cuts and pastes nodes by the events of the clipboard, which are there without https and need no permission.
 * Returns the function that ends it.
 */
export const followClipboard = (state: EditorState, view: View): (() => void) => {
  const copy = (event: ClipboardEvent) => {
    const text = isTyping(event.target) || hasTextSelection() ? undefined : textOfSelected(state)
    if (text === undefined) return
    event.preventDefault()
    event.clipboardData?.setData('text/plain', text)
    state.news.set({ text: 'copied', values: { count: state.selection.value.nodes.size } })
    if (event.type === 'cut' && !state.isReadOnly) removeSelected(state)
  }
  const insert = (event: ClipboardEvent) => {
    if (isTyping(event.target) || state.isReadOnly) return
    event.preventDefault()
    insertText({ state, view }, event.clipboardData?.getData('text/plain') ?? '', view.middle)
  }
  document.addEventListener('copy', copy)
  document.addEventListener('cut', copy)
  document.addEventListener('paste', insert)
  return () => {
    document.removeEventListener('copy', copy)
    document.removeEventListener('cut', copy)
    document.removeEventListener('paste', insert)
  }
}

type Parts = Pick<EditorParts, 'state' | 'view'>

const insertText = ({ state, view }: Parts, text: string, at: Position): void => {
  const fragment = parseFragment(text)
  if (!fragment) {
    state.news.set({ text: 'nothingToPaste' })
    return
  }
  paste(state, fragment, { at: onGrid(at), text: 'addNodes' })
  view.showSelected()
}

const onGrid = ({ x, y }: Position): Position => ({ x: Math.round(x / 10) * 10, y: Math.round(y / 10) * 10 })

/** For menus, which are no event of the clipboard. */
export const copySelected = async (state: EditorState): Promise<void> => {
  const text = textOfSelected(state)
  if (text === undefined) return
  if (navigator.clipboard) await navigator.clipboard.writeText(text).catch(() => document.execCommand('copy'))
  else document.execCommand('copy')
  state.news.set({ text: 'copied', values: { count: state.selection.value.nodes.size } })
}

/** For menus: reads the clipboard, where the browser lets a page do so. */
export const pasteText = async (parts: Parts, at: Position): Promise<void> => {
  const text = await navigator.clipboard?.readText().catch(() => '')
  insertText(parts, text ?? '', at)
}

import { isComposing } from '../lib/ui/composing.ts'
import type { CodeFieldProps } from './code-source.ts'
import type { CompletionState } from './completion/use-completion.ts'
import { type Edit, eraseBack, newLine, type Selection, toggleComment, typeSign } from './editing.ts'
import { applyEdit } from './replace-text.ts'

const editOf = (
  event: KeyboardEvent,
  text: string,
  at: Selection,
  properties: CodeFieldProps,
): Edit | undefined => {
  const { language, isMultiline } = properties
  const isShortcut = event.ctrlKey || event.metaKey
  if (isShortcut) return event.key === '/' ? toggleComment(text, at, language) : undefined
  if (event.altKey) return undefined
  if (event.key === 'Enter') return isMultiline ? newLine(text, at) : undefined
  if (event.key === 'Backspace') return eraseBack(text, at)
  return event.key.length === 1 ? typeSign(text, at, event.key) : undefined
}

/** The keys of a code field. Tab leaves it, so that those who use the keyboard are not trapped. */
export const useFieldKeys =
  (properties: CodeFieldProps, completion: CompletionState) =>
  (event: KeyboardEvent): void => {
    const { currentTarget: field } = event
    // While letters are composed, keys belong to the input method.
    if (!(field instanceof HTMLTextAreaElement) || isComposing(event)) return
    if (completion.takeKey(event)) {
      event.preventDefault()
      // Escape closes the list and not what is around it.
      event.stopPropagation()
      return
    }
    if (properties.isReadOnly) return
    const at = { from: field.selectionStart, to: field.selectionEnd }
    const edit = editOf(event, field.value, at, properties)
    if (edit) {
      applyEdit(field, edit)
      // What is offered depends on the caret, which is in its place only now.
      completion.update({ mayOpen: event.key.length === 1 })
    }
    if (edit || (event.key === 'Enter' && !properties.isMultiline)) event.preventDefault()
  }

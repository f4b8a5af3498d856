import type { Edit } from './editing.ts'

/** Changes a field as if it had been typed, so that the browser can undo it. */
export const applyEdit = (field: HTMLTextAreaElement, { from, to, insert, select }: Edit): void => {
  field.setSelectionRange(from, to)
  if (from !== to || insert !== '') {
    const isDone = document.execCommand(insert === '' ? 'delete' : 'insertText', false, insert)
    if (!isDone) {
      field.setRangeText(insert, from, to, 'end')
      field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText' }))
    }
  }
  field.setSelectionRange(select.from, select.to)
}

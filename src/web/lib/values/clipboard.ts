/** Copies by a selection, which browsers also allow on plain http, where the clipboard's own interface is missing. */
const copySelected = (text: string): void => {
  const area = document.createElement('textarea')
  area.value = text
  // A modal dialog makes everything outside of it inert.
  const parent = document.querySelector('dialog[open]') ?? document.body
  parent.append(area)
  area.select()
  const isCopied = document.execCommand('copy')
  area.remove()
  if (!isCopied) throw new Error('The browser does not allow copying.')
}

export const copyText = async (text: string): Promise<void> => {
  if (navigator.clipboard) await navigator.clipboard.writeText(text)
  else copySelected(text)
}

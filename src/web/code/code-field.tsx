import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { CodeFieldProps } from './code-source.ts'
import { CodeView } from './code-view.ts'

/** A field for code with completion. It lives in a shadow root, as its styles are not allowed in the document. */
export const CodeField = (properties: CodeFieldProps & { readonly takesFocus: boolean }) => {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<CodeView | undefined>(undefined)
  useLayoutEffect(() => {
    if (!host.current) return
    const made = new CodeView(host.current, properties)
    view.current = made
    if (properties.takesFocus) made.focus()
    const focus = () => made.focus()
    host.current.addEventListener('focus-code', focus)
    return () => made.destroy()
  }, [])
  useEffect(() => view.current?.update(properties))
  return (
    <div
      ref={host}
      class={`code-field${properties.isInvalid ? ' invalid' : ''}${properties.isMultiline ? ' tall' : ''}`}
    />
  )
}

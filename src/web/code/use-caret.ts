import type { RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** Where the caret of a field is; `undefined` without one, or while text is selected. */
export const useCaret = (field: RefObject<HTMLTextAreaElement | null>): number | undefined => {
  const [caret, setCaret] = useState<number>()
  useEffect(() => {
    const follow = () => {
      const { current } = field
      const hasCaret = current === document.activeElement && current?.selectionStart === current?.selectionEnd
      setCaret(hasCaret ? current?.selectionStart : undefined)
    }
    const events = ['selectionchange', 'focusin', 'focusout'] as const
    for (const event of events) document.addEventListener(event, follow)
    return () => {
      for (const event of events) document.removeEventListener(event, follow)
    }
  }, [])
  return caret
}

import { useRef, useState } from 'preact/hooks'
import { isEqual } from '../graph/compare/equal.ts'

/**
 * What a field shows of a value that is kept in another form, such as a number, an object, or a text without the spaces
 * at its end: what was typed stays until the value becomes another one for a reason other than typing.
 */
export const useTyped = <Value, Shown>(value: Value, toShown: (value: Value) => Shown) => {
  const [typed, setTyped] = useState(() => ({ shown: toShown(value) }))
  const seen = useRef({ typed, value })
  if (seen.current.typed !== typed) {
    // Typing has led to this value: each change of the field renders it after those who keep the value.
    seen.current = { typed, value }
  } else if (!isEqual(seen.current.value, value)) {
    typed.shown = toShown(value)
    seen.current.value = value
  }
  return [typed.shown, (shown: Shown) => setTyped({ shown })] as const
}

/** The same for a text that is handed on as it is. */
export const useTypedText = (value: string, onChange: (text: string) => void) => {
  const [text, setText] = useTyped(value, (each) => each)
  const type = (next: string) => {
    setText(next)
    onChange(next)
  }
  return [text, type] as const
}

import { useRef, useState } from 'preact/hooks'

/**
 * The text of a field whose value may be kept in another form, such as without the spaces at its end: what was typed
 * stays until the value becomes another one for a reason other than typing.
 */
export const useTypedText = (value: string, onChange: (text: string) => void) => {
  const [typed, setTyped] = useState({ text: value })
  const seen = useRef({ typed, value })
  if (seen.current.typed !== typed) {
    // Typing has led to this value: each change of the text renders the field after those who keep the value.
    seen.current = { typed, value }
  } else if (seen.current.value !== value) {
    typed.text = value
    seen.current.value = value
  }
  const type = (text: string) => {
    setTyped({ text })
    onChange(text)
  }
  return [typed.text, type] as const
}

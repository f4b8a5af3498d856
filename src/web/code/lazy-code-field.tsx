import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { CodeField } from './code-field.tsx'
import type { CodeFieldProps } from './code-source.ts'

interface Loaded {
  readonly Field: typeof CodeField
  /** Whether the plain field had it, which goes away. */
  readonly takesFocus: boolean
}

/** A plain text field until the editor for code is loaded, and for good where it cannot be. */
export const LazyCodeField = (properties: CodeFieldProps) => {
  const [loaded, setLoaded] = useState<Loaded>()
  const plain = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    let isShown = true
    import('./code-field.tsx').then(
      ({ CodeField }) =>
        isShown &&
        setLoaded({
          Field: CodeField,
          takesFocus: plain.current !== null && plain.current === document.activeElement,
        }),
      () => undefined,
    )
    return () => {
      isShown = false
    }
  }, [])
  return loaded ? (
    <loaded.Field {...properties} takesFocus={loaded.takesFocus} />
  ) : (
    <PlainField {...properties} field={plain} />
  )
}

const PlainField = ({
  value,
  onChange,
  label,
  describedBy,
  placeholder,
  isMultiline,
  isInvalid,
  isReadOnly,
  field,
}: CodeFieldProps & { readonly field: RefObject<HTMLTextAreaElement | null> }) => (
  <textarea
    ref={field}
    class="code-plain"
    value={value}
    rows={isMultiline ? 4 : 1}
    spellcheck={false}
    aria-label={label}
    aria-describedby={describedBy}
    aria-invalid={isInvalid}
    placeholder={placeholder}
    readOnly={isReadOnly}
    onInput={({ currentTarget }) => onChange(currentTarget.value)}
  />
)

import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { CodeFieldProps } from './code-source.ts'

const load = async (): Promise<ComponentType<CodeFieldProps>> => (await import('./code-field.tsx')).CodeField

/** A plain text field until the editor for code is loaded, and for good where it cannot be. */
export const LazyCodeField = (properties: CodeFieldProps) => {
  const [Loaded, setLoaded] = useState<ComponentType<CodeFieldProps>>()
  useEffect(() => {
    let isShown = true
    load().then(
      (component) => isShown && setLoaded(() => component),
      () => undefined,
    )
    return () => {
      isShown = false
    }
  }, [])
  return Loaded ? <Loaded {...properties} /> : <PlainField {...properties} />
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
}: CodeFieldProps) => (
  <textarea
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

export type Parsed = { readonly value: unknown } | { readonly error: string }

/** Reads JSON that is being typed; nothing at all is a missing value. */
export const parseJson = (text: string): Parsed => {
  if (text.trim() === '') return { value: undefined }
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

/** Reads what may be JSON; any other text is meant as it stands. */
export const parseJsonOrText = (text: string): unknown => {
  const parsed = parseJson(text)
  return 'value' in parsed ? parsed.value : text
}

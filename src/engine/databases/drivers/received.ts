const MAX_DIGITS = 15

/** A decimal as a number if a double holds all of its digits, else as its text. */
export const numberIn = (text: string): unknown => {
  const digits = text.replace(/^-?0*\.?0*|\./g, '')
  const number = Number(text)
  return digits.length <= MAX_DIGITS && Number.isFinite(number) ? number : text
}

/** A time as a database writes it, in the form of ISO 8601; `infinity` stays as it is. */
export const isoTime = (text: string, zone: string): string =>
  /^\d{4}-/.test(text) ? text.replace(' ', 'T') + zone : text

export const LOCALES = ['en', 'ko'] as const
export type Locale = (typeof LOCALES)[number]

/** A text in every language; `{name}` is a placeholder for a value. */
export type Text = Readonly<Record<Locale, string>>
export type Texts = Readonly<Record<string, Text>>
export type TextValues = Readonly<Record<string, string | number>>

/** Fills the placeholders; one without a value stays as it is. */
export const translate = (text: Text, locale: Locale, values: TextValues = {}): string =>
  text[locale].replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : placeholder,
  )

/** The first language of a browser that the page has, or else English. */
export const localeOf = (languages: readonly string[]): Locale => {
  for (const language of languages) {
    const found = LOCALES.find((locale) => language.toLowerCase().split('-', 1)[0] === locale)
    if (found) return found
  }
  return 'en'
}

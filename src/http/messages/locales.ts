export const LOCALES = ['en', 'ko'] as const

export type Locale = (typeof LOCALES)[number]

/** A text in every language. */
export type Text = Readonly<Record<Locale, string>>

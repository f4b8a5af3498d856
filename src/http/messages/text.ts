import type { ErrorCode } from '../../domain/errors.ts'

export const LOCALES = ['en', 'ko'] as const

export type Locale = (typeof LOCALES)[number]

/** A text in every language; `{name}` is a placeholder for a value. */
export type Text = Readonly<Record<Locale, string>>

/** Texts by error code, problem code or message name. */
export type Texts = Readonly<Record<string, Text>>

/** The texts of the whole program: one for every error code, and those of the problem codes. */
export type Catalogue = Texts & Readonly<Record<ErrorCode, Text>>

export type TextValues = Readonly<Record<string, string | number>>

/** Fills the placeholders; one without a value stays as it is. */
export const translate = (text: Text, locale: Locale, values: TextValues = {}): string =>
  text[locale].replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : placeholder,
  )

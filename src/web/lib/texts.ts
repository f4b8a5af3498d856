import { type Texts, type TextValues, translate } from './locale.ts'
import { useLocale } from './services.ts'

export type Translate<T extends Texts> = (name: keyof T & string, values?: TextValues) => string

/** Gives texts in the language that the user has chosen. */
export const useTexts = <T extends Texts>(texts: T): Translate<T> => {
  const locale = useLocale()
  return (name, values) => {
    const text = texts[name]
    return text ? translate(text, locale, values) : name
  }
}

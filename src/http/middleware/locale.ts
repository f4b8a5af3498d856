import { accepts } from 'hono/accepts'
import { createMiddleware } from 'hono/factory'
import type { Locale } from '../locales.ts'
import { type MessageKey, type MessageValues, say } from '../messages.ts'

export interface LocaleVariables {
  locale: Locale
  /** A text of the catalogue in the caller's language. */
  say: (key: MessageKey, values?: MessageValues) => string
}

const acceptLanguage = {
  header: 'Accept-Language',
  supports: ['en', 'ko'],
  default: 'en',
  match: (accepted, { supports, default: fallback }) => {
    const wanted = accepted.filter(({ q }) => q > 0).sort((a, b) => b.q - a.q)
    // The region makes no difference here: `ko-KR` is answered as `ko`.
    const languages = wanted.map(({ type }) => type.toLowerCase().split('-', 1).join())
    return languages.find((language) => supports.includes(language)) ?? fallback
  },
} as const satisfies Parameters<typeof accepts>[1]

/** Every JSON answer can carry a message, so every answer varies by the language. */
export const locale = () =>
  createMiddleware<{ Variables: LocaleVariables }>(async function locale(c, next) {
    const chosen: Locale = accepts(c, acceptLanguage) === 'ko' ? 'ko' : 'en'
    c.set('locale', chosen)
    c.set('say', (key, values) => say(chosen, key, values))
    c.header('Vary', 'Accept-Language', { append: true })
    await next()
  })

import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import type { AppEnv } from '../env.ts'
import { type Catalogue, type Locale, type Text, type TextValues, translate } from '../messages/text.ts'
import { headerOf } from '../request/header.ts'
import { addTo } from '../response/answer.ts'
import type { RequestHook } from './request-hook.ts'

const acceptLanguage = {
  header: 'Accept-Language',
  supports: ['en', 'ko'],
  default: 'en',
  match: (accepted, { supports, default: fallback }) => {
    const wanted = accepted.filter(({ q }) => q > 0).sort((a, b) => b.q - a.q)
    // The region is ignored: `ko-KR` gets `ko`.
    const languages = wanted.map(({ type }) => type.toLowerCase().split('-', 1).join())
    return languages.find((language) => supports.includes(language)) ?? fallback
  },
} as const satisfies Parameters<typeof accepts>[1]

/** Chooses the language of the answer. Any JSON answer may carry a message, so every answer varies by language. */
export const locale =
  (texts: Catalogue): RequestHook =>
  (c) => {
    const isKorean = headerOf(c, 'accept-language') !== undefined && accepts(c, acceptLanguage) === 'ko'
    c.set('locale', isKorean ? 'ko' : 'en')
    c.set('texts', texts)
    addTo(c.get('answerHeaders'), 'Vary', 'Accept-Language')
  }

/** The language of texts in the answer, which the answer then names. */
export const answerLocale = (c: Context<AppEnv>): Locale => {
  const locale = c.get('locale')
  c.get('answerHeaders')['Content-Language'] = locale
  return locale
}

/** A text of the answer, whose language the answer then names. */
export const localize = (c: Context<AppEnv>, text: Text, values?: TextValues): string =>
  translate(text, answerLocale(c), values)

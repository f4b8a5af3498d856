import type { Problem } from '../../domain/errors.ts'
import type { ErrorDetail } from '../response/error-body.ts'
import { koreanIssueText } from './issue-text.ts'
import { type Locale, type Texts, translate } from './text.ts'

// Paths and messages quote the input: without limits the answer could be larger than the request body.
const MAX_PROBLEMS = 1000
const MAX_TEXT_LENGTH = 500

export interface Language {
  readonly locale: Locale
  readonly texts: Texts
}

const truncate = (text: string): string =>
  text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text

const messageOf = ({ code, found, message, values }: Problem, { locale, texts }: Language): string => {
  const own = found && locale === 'ko' ? koreanIssueText(found) : message
  if (own !== undefined) return own
  const text = Object.hasOwn(texts, code) ? texts[code] : undefined
  return text ? translate(text, locale, values) : code
}

/** The first thousand problems in words: the problem's own message, else the text of its code, else the code. */
export const localizeProblems = (problems: readonly Problem[], language: Language): ErrorDetail[] =>
  problems.slice(0, MAX_PROBLEMS).map((problem) => ({
    path: truncate(problem.path),
    code: problem.code,
    message: truncate(messageOf(problem, language)),
  }))

import type { Problem } from '../../domain/errors.ts'
import { issueText } from '../../domain/issues/issue-text.ts'
import type { ErrorDetail } from '../response/error-body.ts'
import { problemTexts } from './problem-texts.ts'
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

/** The sentence that follows a message when a name was most likely meant. */
export const suggestion = (meant: string | undefined, locale: Locale): string =>
  meant === undefined ? '' : ` ${translate(problemTexts.did_you_mean, locale, { meant })}`

const messageOf = ({ code, found, message, values, meant }: Problem, { locale, texts }: Language): string => {
  // The message of a schema may be the code of a text.
  const key = message ?? code
  // A text of the same name, such as that of `too_big`, belongs to problems that no schema has found.
  const isIssue = key === found?.issue.code
  const text = !isIssue && Object.hasOwn(texts, key) ? texts[key] : undefined
  if (text) return translate(text, locale, values) + suggestion(meant, locale)
  return found ? issueText(found, locale) : key
}

/** The first thousand problems in words: the problem's own message or issue, else the text of its code, else the code. */
export const localizeProblems = (problems: readonly Problem[], language: Language): ErrorDetail[] =>
  problems.slice(0, MAX_PROBLEMS).map((problem) => ({
    path: truncate(problem.path),
    code: problem.code,
    message: truncate(messageOf(problem, language)),
  }))

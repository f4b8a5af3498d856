import type { Problem } from '../../domain/errors.ts'
import type { ErrorDetail } from '../response/error-body.ts'
import { koreanIssueText } from './issue-text.ts'
import type { Locale } from './locales.ts'
import { isMessageKey, say } from './messages.ts'

// Both name what was sent, which may be as large as the body: an answer is none to bring back.
const MOST_PROBLEMS = 1000
const LONGEST_TEXT = 500

const cut = (text: string): string => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text)

/** A problem with its message: the finder's own, else that of its code. */
const sayProblem = (locale: Locale, problem: Problem): ErrorDetail => {
  const { path, code, found, values } = problem
  const own = found && locale === 'ko' ? koreanIssueText(found) : problem.message
  const message = own ?? (isMessageKey(code) ? say(locale, code, values) : code)
  return { path: cut(path), code, message: cut(message) }
}

/** The first thousand problems in words, long texts cut. */
export const localizeProblems = (locale: Locale, problems: readonly Problem[]): ErrorDetail[] =>
  problems.slice(0, MOST_PROBLEMS).map((problem) => sayProblem(locale, problem))

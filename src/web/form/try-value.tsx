import { useState } from 'preact/hooks'
import { ApiError } from '../lib/api.ts'
import { useTexts } from '../lib/texts.ts'
import { useFormHost } from './host.ts'
import { testTexts } from './test-texts.ts'
import type { Tried } from './tried.ts'

type Outcome = { readonly tried: Tried } | { readonly error: string }

const MAX_RESULT = 2000
const titles = { pinned: 'tryPinned', lastRun: 'tryWith', nowhere: 'tryNothing' } as const

/** Evaluates what a field holds with the input that the node had, and shows the result below it. */
export const TryValue = ({
  text,
  kind,
}: {
  readonly text: unknown
  readonly kind: 'expression' | 'value'
}) => {
  const t = useTexts(testTexts)
  const { evaluate } = useFormHost()
  const [outcome, setOutcome] = useState<Outcome>()
  if (!evaluate || text === undefined || text === '') return null
  const run = () =>
    evaluate(text, kind).then(
      (tried) => setOutcome({ tried }),
      (error) => setOutcome({ error: messageOf(error) }),
    )
  return (
    <div class="try">
      <button type="button" class="small" onClick={() => void run()}>
        {t('tryIt')}
      </button>
      {outcome && (
        <output class={isBad(outcome) ? 'try-result bad' : 'try-result'}>
          {'tried' in outcome && <small>{t(titles[outcome.tried.from])}</small>}
          <pre>{textOf(outcome)}</pre>
        </output>
      )}
    </div>
  )
}

const isBad = (outcome: Outcome): boolean => 'error' in outcome || outcome.tried.result.error !== undefined

const textOf = (outcome: Outcome): string => {
  if ('error' in outcome) return outcome.error
  const { error, output } = outcome.tried.result
  const text = error ? error.message : (JSON.stringify(output, null, 2) ?? 'null')
  return text.length > MAX_RESULT ? `${text.slice(0, MAX_RESULT)}…` : text
}

const messageOf = (error: unknown): string => {
  if (error instanceof ApiError && error.details.length > 0) {
    return error.details.map(({ message }) => message).join('\n')
  }
  return error instanceof Error ? error.message : String(error)
}

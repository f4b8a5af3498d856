import { matchingBrackets } from './languages/brackets.ts'
import type { Token } from './languages/tokens.ts'

/** The parts of a code, each with the class of its kind. */
export const CodeColours = ({
  tokens,
  caret,
}: {
  readonly tokens: readonly Token[]
  readonly caret: number | undefined
}) => {
  const pair = caret === undefined ? undefined : matchingBrackets(tokens, caret)
  return (
    <>
      {tokens.map(({ kind, text }, index) => {
        if (kind === 'plain') return text
        const isPaired = pair?.includes(index)
        return (
          <span key={index} class={`code-${kind}${isPaired ? ' paired' : ''}`}>
            {text}
          </span>
        )
      })}
    </>
  )
}

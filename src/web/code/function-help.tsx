import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Schemas } from '../lib/api.ts'
import { placePopover } from './place-popover.ts'

type FunctionInfo = Schemas['ExpressionFunction']

/** What a function does. */
export const HelpText = ({ info }: { readonly info: FunctionInfo }) => {
  const [example] = info.examples
  const result = example && 'value' in example ? ` → ${JSON.stringify(example.value)}` : ''
  return (
    <div class="code-help">
      <b>{info.call}</b>
      <div>{info.description}</div>
      {example && <pre>{`${example.expression}${result}`}</pre>}
    </div>
  )
}

/** Explains the function under the pointer. */
export const FunctionHelp = ({
  element,
  functions,
}: {
  readonly element: Element
  readonly functions: readonly FunctionInfo[]
}) => {
  const popover = useRef<HTMLDivElement>(null)
  const info = functions.find(({ name }) => name === element.textContent)
  useLayoutEffect(() => {
    if (popover.current) placePopover(popover.current, element.getBoundingClientRect(), 'above')
  })
  return info ? (
    <div ref={popover} popover="manual" role="tooltip" class="code-popover">
      <HelpText info={info} />
    </div>
  ) : null
}

import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { HelpText } from '../function-help.tsx'
import { placePopover, rectAt } from '../place-popover.ts'
import type { CompletionState } from './use-completion.ts'

export interface CompletionListProps {
  readonly id: string
  readonly completion: CompletionState
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly colours: RefObject<HTMLElement | null>
}

/** What can be completed, below the caret. The focus stays in the field. */
export const CompletionList = ({ id, completion, field, colours }: CompletionListProps) => {
  const { options = [], index, from, accept } = completion
  const popover = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (!popover.current || !colours.current) return
    placePopover(popover.current, rectAt(colours.current, from), 'below')
    popover.current.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  })
  const help = options[index]?.help
  return (
    <div ref={popover} popover="manual" class="code-popover">
      <div role="listbox" id={`${id}-list`} class="code-options" aria-label={field.current?.ariaLabel ?? ''}>
        {options.map((option, at) => (
          <div
            key={option.label}
            id={`${id}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === index}
            // The field would lose the focus before the click.
            onPointerDown={(event) => {
              event.preventDefault()
              accept(option)
            }}
          >
            <span class="code-option">{option.label}</span>
            {option.detail !== undefined && <span class="muted">{option.detail}</span>}
          </div>
        ))}
      </div>
      {help && <HelpText info={help} />}
    </div>
  )
}

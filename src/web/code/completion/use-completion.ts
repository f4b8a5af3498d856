import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { CodeFieldProps } from '../code-source.ts'
import { applyEdit } from '../replace-text.ts'
import { type Completion, type Completions, completionsAt } from './completion.ts'

export interface CompletionState {
  readonly options: readonly Completion[] | undefined
  /** Where the text begins that they replace. */
  readonly from: number
  readonly index: number
  readonly update: (how: { readonly mayOpen: boolean }) => void
  readonly close: () => void
  readonly accept: (option: Completion | undefined) => void
  /** Whether the key was meant for the list. */
  readonly takeKey: (event: KeyboardEvent) => boolean
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }

/** Keys that close the list; of these, Escape does nothing else. */
const MOVES = new Set(['Escape', 'ArrowLeft', 'ArrowRight', 'Home', 'End'])

/** Single steps go round, pages stop at the ends. */
const indexAfter = (index: number, step: number, count: number): number =>
  Math.abs(step) === 1 ? (index + step + count) % count : Math.min(count - 1, Math.max(0, index + step))

/** What is offered at the caret of a field, and which of it is chosen. */
export const useCompletion = (
  field: RefObject<HTMLTextAreaElement | null>,
  { language, source, isReadOnly }: CodeFieldProps,
): CompletionState => {
  const [found, setFound] = useState<Completions & { readonly index: number }>()
  /** What was looked up last, until the list is closed. */
  const sought = useRef<{ readonly text: string; readonly caret: number } | undefined>(undefined)
  const close = () => {
    sought.current = undefined
    setFound(undefined)
  }

  const find = (isAsked: boolean) => {
    const { current } = field
    if (!current || isReadOnly || current.selectionStart !== current.selectionEnd) return close()
    sought.current = { text: current.value, caret: current.selectionStart }
    const completions = completionsAt(current.value, current.selectionStart, { language, source, isAsked })
    setFound(completions && { ...completions, index: 0 })
  }

  // Names may become known only after something was typed.
  useEffect(() => {
    const { text, caret } = sought.current ?? {}
    const { current } = field
    if (text !== undefined && current?.value === text && current.selectionStart === caret) find(false)
  }, [source])

  const accept = (option: Completion | undefined) => {
    const { current } = field
    if (!current || !found || !option) return
    const { insert } = option
    // A name that needs brackets stands in place of the dot.
    const from = insert.startsWith('[') && current.value[found.from - 1] === '.' ? found.from - 1 : found.from
    const caret = from + insert.length
    applyEdit(current, { from, to: current.selectionEnd, insert, select: { from: caret, to: caret } })
    close()
  }

  const takeKey = (event: KeyboardEvent): boolean => {
    const { key, ctrlKey, shiftKey, altKey } = event
    if (key === ' ' && ctrlKey) {
      find(true)
      return true
    }
    if (!found) return false
    if (shiftKey || altKey) return false
    const step = steps[key]
    if (step !== undefined) setFound({ ...found, index: indexAfter(found.index, step, found.options.length) })
    else if (key === 'Enter') accept(found.options[found.index])
    else if (MOVES.has(key)) close()
    return step !== undefined || key === 'Enter' || key === 'Escape'
  }

  return {
    options: found?.options,
    from: found?.from ?? 0,
    index: found?.index ?? 0,
    update: ({ mayOpen }) => (mayOpen || found ? find(false) : undefined),
    close,
    accept,
    takeKey,
  }
}

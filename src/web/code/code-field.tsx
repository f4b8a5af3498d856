import { useId, useMemo, useRef, useState } from 'preact/hooks'
import type { CodeFieldProps } from './code-source.ts'
import { CodeColours } from './colours.tsx'
import { CompletionList } from './completion/completion-list.tsx'
import { useCompletion } from './completion/use-completion.ts'
import { useFieldKeys } from './field-keys.ts'
import { FunctionHelp } from './function-help.tsx'
import { tokensOf } from './languages/tokens.ts'
import { useCaret } from './use-caret.ts'
import { useTypedText } from './use-typed.ts'

/** Above this, colouring would delay each letter. */
const MAX_COLOURED = 50_000

const isIn = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null

/** The name of a function under the pointer, which is drawn behind the text. */
const functionAt = ({ clientX, clientY, buttons }: PointerEvent): Element | undefined =>
  buttons === 0
    ? document.elementsFromPoint(clientX, clientY).find((each) => each.matches('.code-function'))
    : undefined

/** A field for code: the text of a plain field is drawn in colours behind it, so that typing is the browser's own. */
export const CodeField = (properties: CodeFieldProps) => {
  const { value, onChange, language, label, describedBy, placeholder, isMultiline, isInvalid, isReadOnly } =
    properties
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const colours = useRef<HTMLPreElement>(null)
  const [text, type] = useTypedText(value, onChange)
  const tokens = useMemo(
    () => (text.length > MAX_COLOURED ? undefined : tokensOf(text, language)),
    [text, language],
  )
  const caret = useCaret(field)
  const completion = useCompletion(field, properties)
  const onKeyDown = useFieldKeys(properties, completion)
  const [pointed, setPointed] = useState<Element>()
  const chosen = completion.options?.[completion.index]
  return (
    <div
      class={`code-field${isInvalid ? ' invalid' : ''}${isMultiline ? ' tall' : ''}${tokens ? '' : ' uncoloured'}`}
      onPointerMove={(event) => {
        // The help itself may be pointed at, to read it enlarged or to copy from it.
        if (!isIn(event.target, '.code-popover')) setPointed(functionAt(event))
      }}
      onPointerLeave={() => setPointed(undefined)}
    >
      <pre ref={colours} class="code-colours" aria-hidden="true">
        {tokens ? <CodeColours tokens={tokens} caret={caret} /> : text}
        {'\n'}
      </pre>
      <textarea
        ref={field}
        class="code-text"
        value={text}
        rows={1}
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={isInvalid}
        aria-multiline={isMultiline}
        aria-autocomplete="list"
        aria-controls={completion.options && `${id}-list`}
        aria-activedescendant={chosen && `${id}-${completion.index}`}
        placeholder={placeholder}
        readOnly={isReadOnly}
        onInput={({ currentTarget, inputType, isComposing }) => {
          type(currentTarget.value)
          // Deleting opens no list, and narrows one that is open.
          if (isComposing) completion.close()
          else completion.update({ mayOpen: inputType === 'insertText' })
        }}
        onKeyDown={(event) => {
          setPointed(undefined)
          onKeyDown(event)
        }}
        onClick={completion.close}
        onBlur={completion.close}
      />
      {completion.options && (
        <CompletionList id={id} completion={completion} field={field} colours={colours} />
      )}
      {pointed && !completion.options && (
        <FunctionHelp element={pointed} functions={properties.source.functions} />
      )}
    </div>
  )
}

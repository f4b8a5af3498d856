import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, placeholder } from '@codemirror/view'
import type { CodeFieldProps } from './code-source.ts'
import { extensionsFor } from './extensions.ts'

/** Marks changes that were not typed here, so that they are not reported as typed. */
const fromOutside = Annotation.define<true>()

/** How long a reported value may take to come back; some never do, because they change nothing. */
const ROUND_TRIP_MS = 1000

/** Keeps an editor for code in step with the properties of its component. */
export class CodeView {
  readonly #view: EditorView
  readonly #attributes = new Compartment()
  /** Values that were reported and have not come back yet. */
  #told: string[] = []
  #toldAt = 0
  #properties: CodeFieldProps

  constructor(host: HTMLElement, properties: CodeFieldProps) {
    this.#properties = properties
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
    this.#view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: properties.value,
        extensions: [
          ...extensionsFor(properties.language, properties.isMultiline, () => this.#properties.source),
          EditorView.updateListener.of((update) => {
            const isTyped = !update.transactions.some((each) => each.annotation(fromOutside))
            if (update.docChanged && isTyped) this.#tell(update.state.doc.toString())
          }),
          placeholder(properties.placeholder ?? ''),
          this.#attributes.of(attributesOf(properties)),
        ],
      }),
    })
  }

  update(properties: CodeFieldProps): void {
    const before = this.#properties
    this.#properties = properties
    this.#take(properties.value)
    if (
      before.label !== properties.label ||
      before.isInvalid !== properties.isInvalid ||
      before.isReadOnly !== properties.isReadOnly
    ) {
      this.#view.dispatch({ effects: this.#attributes.reconfigure(attributesOf(properties)) })
    }
  }

  focus(): void {
    this.#view.focus()
  }

  destroy(): void {
    this.#view.destroy()
  }

  #tell(value: string): void {
    this.#told.push(value)
    this.#toldAt = Date.now()
    this.#properties.onChange(value)
  }

  /** A value that comes back late must not replace what was typed meanwhile. */
  #take(value: string): void {
    const index = this.#told.indexOf(value)
    if (index >= 0) {
      this.#told = this.#told.slice(index + 1)
      return
    }
    const text = this.#view.state.doc.toString()
    const isTyping = this.#told.length > 0 && Date.now() - this.#toldAt < ROUND_TRIP_MS
    if (value === text || isTyping) return
    this.#told = []
    this.#view.dispatch({
      changes: { from: 0, to: text.length, insert: value },
      annotations: fromOutside.of(true),
    })
  }
}

const attributesOf = ({ label, isInvalid, isReadOnly }: CodeFieldProps): Extension => [
  EditorView.contentAttributes.of({
    'aria-label': label,
    'aria-invalid': String(isInvalid),
  }),
  EditorState.readOnly.of(isReadOnly),
]

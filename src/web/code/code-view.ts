import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, placeholder } from '@codemirror/view'
import type { CodeFieldProps } from './code-source.ts'
import { extensionsFor } from './extensions.ts'

/** Keeps an editor for code in step with the properties of its component. */
export class CodeView {
  readonly #view: EditorView
  readonly #attributes = new Compartment()
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
            if (update.docChanged) this.#properties.onChange(update.state.doc.toString())
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
    const text = this.#view.state.doc.toString()
    if (properties.value !== text) {
      this.#view.dispatch({ changes: { from: 0, to: text.length, insert: properties.value } })
    }
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
}

const attributesOf = ({ label, isInvalid, isReadOnly }: CodeFieldProps): Extension => [
  EditorView.contentAttributes.of({
    'aria-label': label,
    'aria-invalid': String(isInvalid),
  }),
  EditorState.readOnly.of(isReadOnly),
]

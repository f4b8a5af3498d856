import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, syntaxHighlighting } from '@codemirror/language'
import { EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, keymap } from '@codemirror/view'
import type { CodeLanguage, CodeSource } from './code-source.ts'
import { completeNames } from './completion.ts'
import { showFunctionHelp } from './hover.ts'
import { javascriptLanguage, jsonLanguage } from './languages/code-languages.ts'
import { jsonataLanguage, templateLanguage } from './languages/jsonata-language.ts'
import { highlighting, theme } from './theme.ts'

const languages: Readonly<Record<CodeLanguage, () => Extension>> = {
  jsonata: () => jsonataLanguage,
  template: () => templateLanguage,
  javascript: () => javascriptLanguage,
  json: () => jsonLanguage,
}

/** What an editor for a language consists of. Tab leaves the field, so that keyboard users are not trapped in it. */
export const extensionsFor = (
  language: CodeLanguage,
  isMultiline: boolean,
  source: () => CodeSource,
): Extension[] => [
  history(),
  drawSelection(),
  bracketMatching(),
  closeBrackets(),
  autocompletion({ override: [(context) => completeNames(context, language, source())], icons: false }),
  showFunctionHelp(() => source().functions),
  replaceSelected,
  keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
  languages[language](),
  syntaxHighlighting(highlighting),
  theme,
  EditorView.lineWrapping,
  ...(isMultiline || language !== 'template' ? [] : [oneLine]),
]

/** Enter does nothing in a field of one line, and pasted lines become one. */
const oneLine = EditorState.transactionFilter.of((transaction) =>
  transaction.docChanged && transaction.newDoc.lines > 1 && !transaction.isUserEvent('input.paste')
    ? []
    : transaction,
)

/**
 * Replaces selected text by what is typed. Left to itself, Chromium keeps the look of the text by an inline style, which
 * the policy of the page forbids.
 */
const replaceSelected = EditorView.domEventHandlers({
  beforeinput: ({ inputType, data }, view) => {
    const { state, composing } = view
    const { empty, from, to } = state.selection.main
    if (inputType !== 'insertText' || data === null || empty || composing || state.readOnly) return false
    const insert = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true })
    const isHandled = state
      .facet(EditorView.inputHandler)
      .some((handle) => handle(view, from, to, data, insert))
    if (!isHandled) view.dispatch(insert())
    return true
  },
})

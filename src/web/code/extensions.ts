import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { json } from '@codemirror/lang-json'
import { bracketMatching, syntaxHighlighting } from '@codemirror/language'
import { EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, keymap } from '@codemirror/view'
import type { CodeLanguage, CodeSource } from './code-source.ts'
import { completeNames } from './completion.ts'
import { showFunctionHelp } from './hover.ts'
import { jsonataLanguage, templateLanguage } from './jsonata-language.ts'
import { replaceSelected } from './replace-selected.ts'
import { highlighting, theme } from './theme.ts'

const languages: Readonly<Record<CodeLanguage, () => Extension>> = {
  jsonata: () => jsonataLanguage,
  template: () => templateLanguage,
  javascript,
  json,
}

/** What an editor for a language consists of. Tab leaves the field, so that nobody is caught in it. */
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

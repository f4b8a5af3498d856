import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import type { CodeLanguage, CodeSource } from './code-source.ts'
import { describeFunction } from './function-help.ts'
import { pathBefore } from './path-before.ts'

/** Completes what stands before the cursor: names in scope, fields behind a path, and functions. */
export const completeNames = (
  context: CompletionContext,
  language: CodeLanguage,
  source: CodeSource,
): CompletionResult | null => {
  const before = context.state.sliceDoc(0, context.pos)
  const code = codeBefore(before, language)
  if (code === undefined) return null
  const word = /\$[A-Za-z_]*$/.exec(code)?.[0]
  if (word !== undefined && language !== 'javascript') {
    return { from: context.pos - word.length, options: functionOptions(source), validFor: /^\$\w*$/ }
  }
  const found = pathBefore(code)
  if (!found) return null
  const { path, typed } = found
  if (path.length === 0 && typed === '' && !context.explicit) return null
  const options = source.namesBehind(path).map(({ label, detail }): Completion => {
    const name = quote(label, language)
    return {
      label,
      ...(name !== label && { apply: name }),
      ...(detail !== undefined && { detail }),
      boost: path.length === 0 ? 1 : 0,
    }
  })
  const functions = path.length === 0 && language !== 'javascript' ? functionOptions(source) : []
  if (options.length + functions.length === 0) return null
  return { from: context.pos - typed.length, options: [...options, ...functions], validFor: /^[\w$]*$/ }
}

/** The part of a text in which code is completed; undefined where there is plain text. */
const codeBefore = (text: string, language: CodeLanguage): string | undefined => {
  if (language === 'jsonata' || language === 'javascript') return text
  const start = text.lastIndexOf('{{')
  return start < 0 || text.indexOf('}}', start) >= 0 ? undefined : text.slice(start + 2)
}

const functionOptions = ({ functions }: CodeSource): Completion[] =>
  functions.map((info) => ({
    label: info.name,
    detail: info.call.slice(info.name.length),
    info: () => describeFunction(info),
  }))

const NAME = /^[A-Za-z_]\w*$/

const quote = (name: string, language: CodeLanguage): string => {
  if (NAME.test(name)) return name
  return language === 'javascript' ? `[${JSON.stringify(name)}]` : `\`${name}\``
}

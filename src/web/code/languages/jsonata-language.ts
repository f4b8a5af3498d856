import { StreamLanguage, type StringStream } from '@codemirror/language'
import { tags } from '@lezer/highlight'

const SCOPE = /^(?:input|nodes|params|execution|loop)\b/
const KEYWORDS = /^(?:and|or|in|function|true|false|null)\b/

const tokenTable = {
  scopeName: tags.standard(tags.variableName),
  functionName: tags.function(tags.variableName),
  templateBrace: tags.brace,
}

/** The colour of the next part of an expression. */
const expressionToken = (stream: StringStream): string | null => {
  if (stream.eatSpace()) return null
  if (stream.match(/^\/\*.*?(?:\*\/|$)/)) return 'comment'
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return 'string'
  if (stream.match(/^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/)) return 'number'
  if (stream.match(/^\$[A-Za-z_]\w*/)) return 'functionName'
  if (stream.match(/^\$\$?/)) return 'scopeName'
  if (stream.match(/^`[^`]*`?/)) return 'propertyName'
  if (stream.match(KEYWORDS)) return 'keyword'
  if (stream.match(SCOPE)) return 'scopeName'
  if (stream.match(/^[A-Za-z_]\w*/)) return 'propertyName'
  stream.next()
  return null
}

export const jsonataLanguage = StreamLanguage.define({ name: 'jsonata', token: expressionToken, tokenTable })

/** Text in which `{{ }}` holds expressions. */
export const templateLanguage = StreamLanguage.define<{ isInside: boolean }>({
  name: 'template',
  startState: () => ({ isInside: false }),
  token: (stream, state) => {
    if (state.isInside) {
      if (stream.match('}}')) {
        state.isInside = false
        return 'templateBrace'
      }
      return expressionToken(stream)
    }
    if (stream.match('{{')) {
      state.isInside = true
      return 'templateBrace'
    }
    if (!stream.skipTo('{{')) stream.skipToEnd()
    return null
  },
  tokenTable,
})

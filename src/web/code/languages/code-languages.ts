import { StreamLanguage, type StreamParser, type StringStream } from '@codemirror/language'
import { tags } from '@lezer/highlight'

const NUMBER = /^-?(?:0[xXbBoO][\da-fA-F_]+n?|\d[\d_]*(?:\.[\d_]+)?(?:[eE][+-]?\d+)?n?)/
const KEYWORDS =
  /^(?:async|await|break|case|catch|class|const|continue|default|delete|do|else|extends|finally|for|from|function|if|in|instanceof|let|new|of|return|static|super|switch|this|throw|try|typeof|var|void|while|yield)$/
const ATOMS = /^(?:true|false|null|undefined|NaN|Infinity)$/
const SCOPE = /^(?:input|nodes|params|execution|loop|\$vars|console)$/
/** A regular expression, where a value may begin. */
const REGEXP = /^\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/

interface CodeState {
  /** What goes on in the next line. */
  open: 'comment' | 'template' | undefined
  /** Whether a value may begin here, so that a slash begins a regular expression. */
  isStart: boolean
  /** The depth of each line by its brackets. */
  depth: number
}

const toEnd = (stream: StringStream, end: string, state: CodeState): void => {
  while (!stream.eol()) {
    const next = stream.next()
    if (next === '\\') stream.next()
    else if (next === end) {
      state.open = undefined
      return
    }
  }
}

/** The rest of a comment or a template that an earlier line has begun; `undefined` when none is open. */
const openToken = (stream: StringStream, state: CodeState): string | undefined => {
  if (state.open === 'template') {
    toEnd(stream, '`', state)
    return 'string'
  }
  if (state.open !== 'comment') return undefined
  if (stream.skipTo('*/')) {
    stream.match('*/')
    state.open = undefined
  } else stream.skipToEnd()
  return 'comment'
}

const codeToken = (stream: StringStream, state: CodeState): string | null => {
  const open = openToken(stream, state)
  if (open) return open
  if (stream.eatSpace()) return null
  if (stream.match('//')) {
    stream.skipToEnd()
    return 'comment'
  }
  if (stream.match('/*')) {
    state.open = 'comment'
    return openToken(stream, state) ?? null
  }
  const { isStart } = state
  state.isStart = false
  if (stream.match('`')) {
    state.open = 'template'
    toEnd(stream, '`', state)
    return 'string'
  }
  return valueToken(stream, state, isStart)
}

const valueToken = (stream: StringStream, state: CodeState, isStart: boolean): string | null => {
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return 'string'
  if (isStart && stream.match(REGEXP)) return 'string'
  if (stream.match(NUMBER)) return 'number'
  if (stream.match(/^[\p{ID_Start}_$][\p{ID_Continue}$]*/u)) return wordToken(stream, state)
  const sign = stream.next() ?? ''
  if ('{[('.includes(sign)) state.depth++
  if ('}])'.includes(sign)) state.depth--
  state.isStart = !')]}'.includes(sign)
  return null
}

const wordToken = (stream: StringStream, state: CodeState): string | null => {
  const word = stream.current()
  const isProperty = stream.string[stream.start - 1] === '.'
  if (isProperty) return 'propertyName'
  if (KEYWORDS.test(word)) {
    state.isStart = true
    return 'keyword'
  }
  if (ATOMS.test(word)) return 'atom'
  if (SCOPE.test(word)) return 'scopeName'
  return stream.match(/^\s*\(/, false) ? 'functionName' : 'variableName'
}

const tokenTable = {
  atom: tags.null,
  scopeName: tags.standard(tags.variableName),
  functionName: tags.function(tags.variableName),
}

const INDENT = 2

/** Enough of JavaScript to colour and indent the code of a node, at a tenth of the size of a full parser. */
export const javascriptParser: StreamParser<CodeState> = {
  name: 'javascript',
  startState: () => ({ open: undefined, isStart: true, depth: 0 }),
  token: codeToken,
  indent: ({ depth }, textAfter) => INDENT * Math.max(0, depth - (/^\s*[}\])]/.test(textAfter) ? 1 : 0)),
  languageData: { commentTokens: { line: '//', block: { open: '/*', close: '*/' } } },
  tokenTable,
}

export const javascriptLanguage = StreamLanguage.define(javascriptParser)

/** JSON is coloured like the values of JavaScript, and its names like properties. */
export const jsonParser: StreamParser<CodeState> = {
  ...javascriptParser,
  name: 'json',
  token: (stream, state) => {
    const token = codeToken(stream, state)
    return token === 'string' && stream.match(/^\s*:/, false) ? 'propertyName' : token
  },
}

export const jsonLanguage = StreamLanguage.define(jsonParser)

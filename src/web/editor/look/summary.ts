import type { ScriptNode } from '../../graph/model.ts'

const MAIN_PARAMETERS = [
  'expression',
  'code',
  'items',
  'url',
  'path',
  'message',
  'name',
  'from',
  'until',
  'ms',
  'times',
]
const MAX_LENGTH = 80

/** What a node does in one line, from the parameter that says most of it; empty if none does. */
export const summaryOf = ({ type, parameters }: ScriptNode): string => {
  const method =
    type === 'http_request' && typeof parameters['method'] === 'string' ? `${parameters['method']} ` : ''
  for (const name of MAIN_PARAMETERS) {
    const value = parameters[name]
    if (value === undefined || value === '') continue
    return `${method}${shorten(typeof value === 'string' ? value : JSON.stringify(value))}`
  }
  const [first] = Object.values(parameters)
  return first === undefined ? '' : shorten(typeof first === 'string' ? first : JSON.stringify(first))
}

const shorten = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line
}

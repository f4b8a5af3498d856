/** A line of a stack of the interpreter, in JSON text: one of scriptd's own, and one of the caller's code. */
const INTERNAL_LINE = / {4}at (?:(?!\\n)[^"])*?\(scriptd:[\w-]+:\d+(?::\d+)?\)(?:\\n)?/g
const CODE_LINE = /( {4}at (?:(?!\\n)[^"])*?\()code:(\d+)(?::\d+)?\)/g

/** A result of code as JSON text, with stacks of errors that have the lines of the code alone, as in its log. */
export const withOwnStackLines = (json: string): string => {
  if (!json.includes('(code:') && !json.includes('(scriptd:')) return json
  return (
    json
      .replace(INTERNAL_LINE, '')
      // The head of the function that wraps the code takes a line before its first.
      .replace(CODE_LINE, (_, head: string, line: string) => `${head}line ${Number(line) - 1})`)
  )
}

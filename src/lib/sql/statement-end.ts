/** Comments, quoted texts and names, and the semicolon that is in none of them. */
const TOKEN = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|;/g
const BLANK = /^(?:\s|;|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))*$/

/** Whether there is anything after the first statement, which the driver would leave out without a word. */
export const hasSecondStatement = (sql: string): boolean => {
  for (const { 0: token, index } of sql.matchAll(TOKEN)) {
    if (token === ';') return !BLANK.test(sql.slice(index + 1))
  }
  return false
}

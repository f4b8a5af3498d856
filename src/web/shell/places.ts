import type { shellTexts } from './texts.ts'

/** The pages in the navigation, by the first part of their addresses. */
export const places = [
  { name: 'scripts', text: 'scripts' },
  { name: 'executions', text: 'executions' },
  { name: 'dashboard', text: 'dashboard' },
] as const satisfies readonly {
  name: string
  text: keyof typeof shellTexts
}[]

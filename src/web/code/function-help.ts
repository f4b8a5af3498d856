import type { Schemas } from '../lib/api.ts'

/** What a function does, as an element. */
export const describeFunction = ({
  call,
  description,
  examples,
}: Schemas['ExpressionFunction']): HTMLElement => {
  const element = document.createElement('div')
  element.className = 'cm-function-help'
  const title = document.createElement('b')
  title.textContent = call
  const text = document.createElement('div')
  text.textContent = description
  element.append(title, text)
  const [example] = examples
  if (example) {
    const shown = document.createElement('pre')
    const result = 'value' in example ? ` → ${JSON.stringify(example.value)}` : ''
    shown.textContent = `${example.expression}${result}`
    element.append(shown)
  }
  return element
}

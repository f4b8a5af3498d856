import { splitTemplate } from './template-scanner.ts'

/** An expression, and where in a value its template stands. */
export interface PlacedExpression {
  readonly path: readonly (string | number)[]
  readonly source: string
}

/** The expressions of all templates in a JSON value. */
export const expressionsIn = (value: unknown): PlacedExpression[] => {
  const found: PlacedExpression[] = []
  const path: (string | number)[] = []
  const visit = (part: unknown) => {
    if (typeof part === 'string') {
      for (const source of sourcesIn(part)) found.push({ path: [...path], source })
    } else if (typeof part === 'object' && part !== null) {
      const isArray = Array.isArray(part)
      for (const [key, inner] of Object.entries(part)) {
        path.push(isArray ? Number(key) : key)
        visit(inner)
        path.pop()
      }
    }
  }
  visit(value)
  return found
}

/** The expressions of one template. */
export const sourcesIn = (template: string): string[] =>
  mayHoldExpression(template)
    ? splitTemplate(template).flatMap((segment) => ('expression' in segment ? [segment.expression] : []))
    : []

/** `false` for a text that certainly is not a template. */
export const mayHoldExpression = (text: string): boolean => text.includes('{{')

import { ADDED_FUNCTIONS_IN_KOREAN } from './korean/functions/added.ts'
import { STANDARD_FUNCTIONS } from './korean/functions/standard.ts'
import { KOREAN } from './korean/korean.ts'
import type { FunctionEntry, NodeTypeEntry } from './schema.ts'

const korean = (text: string): string => KOREAN[text] ?? text

/** The titles and descriptions of a JSON Schema in Korean; its examples and values stay. */
const schemaInKorean = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(schemaInKorean)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, keywordInKorean(key, value)]))
}

const VALUES: ReadonlySet<string> = new Set(['default', 'enum', 'const', 'example', 'examples'])

const keywordInKorean = (key: string, value: unknown): unknown => {
  if ((key === 'title' || key === 'description') && typeof value === 'string') return korean(value)
  return VALUES.has(key) ? value : schemaInKorean(value)
}

/** A node type with its texts in Korean; one that is not translated stays English. */
export const inKorean = (entry: NodeTypeEntry): NodeTypeEntry => ({
  ...entry,
  title: korean(entry.title),
  description: korean(entry.description),
  // Guarantee: the object stays an object.
  parameters: schemaInKorean(entry.parameters) as NodeTypeEntry['parameters'],
})

/** A function with its description in Korean. */
export const functionInKorean = (entry: FunctionEntry): FunctionEntry => ({
  ...entry,
  description: STANDARD_FUNCTIONS[entry.name] ?? ADDED_FUNCTIONS_IN_KOREAN[entry.name] ?? entry.description,
})

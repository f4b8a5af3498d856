import type { NodeType } from '../../graph/ports.ts'
import { CATEGORIES, type Category, categoryOf } from '../look/categories.ts'

/** The types that have all words, by category. Words in the title or name count before those in the description. */
export const searchTypes = (types: readonly NodeType[], text: string): [Category, NodeType[]][] => {
  const found = types.filter((type) => rank(type, text) > 0)
  return CATEGORIES.map((category): [Category, NodeType[]] => [
    category,
    found.filter(({ type }) => categoryOf(type) === category),
  ]).filter(([, list]) => list.length > 0)
}

/** The types that have all words, the best first. */
export const rankTypes = (types: readonly NodeType[], text: string): NodeType[] =>
  types
    .map((type) => ({ type, rank: rank(type, text) }))
    .filter((each) => each.rank > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ type }) => type)

const rank = ({ type, title, description }: NodeType, text: string): number => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return 1
  const [name, rest] = [`${title} ${type}`.toLowerCase(), description.toLowerCase()]
  if (words.every((word) => name.includes(word))) return name.startsWith(words[0] ?? '') ? 3 : 2
  return words.every((word) => name.includes(word) || rest.includes(word)) ? 1 : 0
}

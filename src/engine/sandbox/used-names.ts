import { LRUCache } from 'lru-cache'
import { mayHideNames } from '../expressions/names/variable-names.ts'
import type { ScopeDependencies } from '../expressions/scope-dependencies.ts'
import { tokensOf } from './tokens.ts'

const CACHED_CHARACTERS = 1_000_000
const FIELDS = ['input', 'params', 'execution', 'loop'] as const

/** Finds what code may read of its scope, and remembers it. Outputs of nodes can be large, so only those are given to it. */
export const createNameReader = (): ((code: string) => ScopeDependencies) => {
  const cache = new LRUCache<string, ScopeDependencies>({
    maxSize: CACHED_CHARACTERS,
    sizeCalculation: (_, code) => code.length + 1,
  })
  return (code) => {
    const known = cache.get(code) ?? usedNames(code)
    cache.set(code, known)
    return known
  }
}

/** It may be more than the code reads in the end: whatever is not plainly a reference to one output is one to all. */
export const usedNames = (code: string): ScopeDependencies => {
  const mentions = (name: string) => new RegExp(`\\b${name}\\b`).test(code)
  const isHidden = mayHideNames(code)
  return {
    fields: FIELDS.filter((name) => isHidden || mentions(name)),
    others: [],
    nodes: isHidden ? 'all' : mentions('nodes') ? namedNodes(code) : [],
    variables: isHidden || code.includes('$vars'),
  }
}

const namedNodes = (code: string): ScopeDependencies['nodes'] => {
  const tokens = tokensOf(code)
  if (!tokens) return 'all'
  const ids = new Set<string>()
  for (const [index, token] of tokens.entries()) {
    if (token !== 'nodes' || isMember(tokens[index - 1])) continue
    const id = memberAfter(tokens, index)
    if (id === undefined) return 'all'
    ids.add(id)
  }
  return [...ids]
}

const isMember = (before: string | undefined) => before === '.' || before === '?.'

/** The name after `nodes.`, `nodes?.`, or in quotes after `nodes[`. */
const memberAfter = (tokens: readonly string[], index: number): string | undefined => {
  const [first, second, third, fourth] = tokens.slice(index + 1, index + 5)
  if (first === '[') return third === ']' ? textOf(second) : undefined
  if (!isMember(first)) return undefined
  if (second === '[') return first === '?.' && fourth === ']' ? textOf(third) : undefined
  return second !== undefined && /^[\p{ID_Start}$_]/u.test(second) ? second : undefined
}

const textOf = (literal: string | undefined) => /^(['"])([^\\]*)\1$/.exec(literal ?? '')?.[2]

import { mergeSort } from './merge-sort.ts'

type Comparison = (a: unknown, b: unknown) => Promise<unknown>

/** JSONata's `$sort` merges in a time that is quadratic in the items. This one makes the same comparisons. */
export const sortList = (list?: readonly unknown[], comparison?: Comparison) => {
  if (list === undefined || list.length < 2) return list
  if (comparison) return mergeSort(list, (a, b) => comparison(a, b))
  if (!areComparable(list)) throw { code: 'D3070', index: 1 }
  return [...list].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

const areComparable = (list: readonly unknown[]): list is readonly string[] | readonly number[] =>
  list.every((item) => typeof item === 'number') || list.every((item) => typeof item === 'string')

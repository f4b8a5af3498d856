import { type Cell, typedCell } from './typed-cell.ts'

type Cells = readonly Cell[]

/**
 * Makes the cells `null` that have one of some texts, such as `N/A`. They count in quotes as well, as many exports quote all;
 * a number counts by its value, since its text is no longer known.
 */
export const nullCells = (texts: readonly string[] | undefined): ((cells: Cells) => Cells) => {
  if (texts === undefined) return (cells) => cells
  const nulls = new Set(texts.flatMap((text): Cell[] => [text, typedCell(text)]))
  return (cells) => cells.map((cell) => (nulls.has(cell) ? null : cell))
}

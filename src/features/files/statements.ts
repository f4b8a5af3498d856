import type { WriteKind } from '../../db/writer.ts'

/** Writes nothing, but fails like any other write when this process may not write. */
export const confirmWritable: WriteKind<undefined, void> = {
  statements: () => ['SELECT 1'],
  results: (_sets, items) => items.map(() => undefined),
}

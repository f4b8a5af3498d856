import type { Scope } from '../../../src/engine/scope.ts'

/** What an expression sees, with the given parts. */
export const scopeWith = (parts: Partial<Scope> = {}): Scope => ({
  input: null,
  nodes: {},
  params: {},
  execution: { id: 'ex_1', script_id: 7 },
  ...parts,
})

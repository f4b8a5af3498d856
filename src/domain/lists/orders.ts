/** The orders of lists, the usual one first; `-` at the start means descending. */
export const SCRIPT_ORDERS = [
  '-updated_at',
  'updated_at',
  'name',
  '-name',
  'created_at',
  '-created_at',
] as const
export type ScriptOrderName = (typeof SCRIPT_ORDERS)[number]

export const EXECUTION_ORDERS = ['-created_at', 'created_at'] as const
export type ExecutionOrderName = (typeof EXECUTION_ORDERS)[number]

/** Of lists of what is made one after the other. */
export const CREATION_ORDERS = ['created_at', '-created_at'] as const
export type CreationOrderName = (typeof CREATION_ORDERS)[number]

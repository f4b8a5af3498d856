/** What lets a script start by itself. */
export const TRIGGER_KINDS = ['schedule', 'webhook'] as const
export type TriggerKind = (typeof TRIGGER_KINDS)[number]

export const pathOf = (kind: TriggerKind, id?: number): string =>
  id === undefined ? `/api/${kind}s` : `/api/${kind}s/${id}`

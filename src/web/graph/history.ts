/** One step that can be undone: what it led away from, and how it is called. */
export interface Step<T, L> {
  readonly before: T
  readonly label: L
  /** Steps of the same group that follow each other closely are undone together, such as letters of a word. */
  readonly group: string | undefined
  readonly at: number
}

export interface History<T, L> {
  readonly past: readonly Step<T, L>[]
  readonly present: T
  readonly future: readonly Undone<T, L>[]
}

interface Undone<T, L> {
  readonly after: T
  readonly step: Step<T, L>
}

export interface Change<L> {
  readonly label: L
  readonly group?: string | undefined
  /** The time in milliseconds. */
  readonly at: number
}

/** Steps kept; each shares with the next what it did not change, so that many cost little. */
export const MAX_STEPS = 1000
const GROUP_MS = 1000

export const beginHistory = <T, L>(present: T): History<T, L> => ({ past: [], present, future: [] })

/** Goes on to `next`. What was undone before can no longer be done again. */
export const record = <T, L>(
  history: History<T, L>,
  next: T,
  { label, group, at }: Change<L>,
): History<T, L> => {
  const { past, present, future } = history
  if (next === present) return history
  // What follows an undo is a step of its own.
  const last = future.length === 0 ? past.at(-1) : undefined
  const joins = last && group !== undefined && last.group === group && at - last.at <= GROUP_MS
  const step: Step<T, L> = { before: joins ? last.before : present, label, group, at }
  return {
    past: [...(joins ? past.slice(0, -1) : past.slice(1 - MAX_STEPS)), step],
    present: next,
    future: [],
  }
}

export const undo = <T, L>({ past, present, future }: History<T, L>): History<T, L> => {
  const step = past.at(-1)
  if (!step) return { past, present, future }
  return { past: past.slice(0, -1), present: step.before, future: [{ after: present, step }, ...future] }
}

export const redo = <T, L>({ past, present, future }: History<T, L>): History<T, L> => {
  const [next, ...rest] = future
  if (!next) return { past, present, future }
  // Typing after it must not be joined to a step that was done again.
  return { past: [...past, { ...next.step, group: undefined }], present: next.after, future: rest }
}

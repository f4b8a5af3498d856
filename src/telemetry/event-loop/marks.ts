import type { WatchCommit } from '../../db/writer.ts'
import { type ExecutionObserver, NO_OBSERVER } from '../../engine/observer.ts'
import type { RequestHook } from '../../http/hooks/request-hook.ts'
import { routePattern } from '../../http/hooks/route-pattern.ts'
import type { HoldMonitor } from './hold-monitor.ts'

type Marks = Pick<HoldMonitor, 'begin' | 'end'>

/** Marks nodes by their type; any that is not known is `unknown`, so that scripts cannot create labels. */
export const markNodes = (marks: Marks, types: readonly string[]): ExecutionObserver => {
  const works = new Map(types.map((type) => [type, `node ${type}`]))
  const workOf = (type: string) => works.get(type) ?? 'node unknown'
  return {
    ...NO_OBSERVER,
    nodeStarted: (_execution, { type }) => marks.begin(workOf(type)),
    nodeEnded: (_execution, { type }) => marks.end(workOf(type)),
    executionEnded: () => marks.end('end of an execution'),
  }
}

/** Between the two marks of a commit that a thread carries out lies the work of others, which marks itself. */
export const markCommits = (marks: Marks, watch: WatchCommit): WatchCommit => {
  return (writes) => {
    marks.begin('database commit')
    const ended = watch(writes)
    return (outcome) => {
      marks.begin('end of a database commit')
      ended(outcome)
    }
  }
}

/** Marks requests by their route. */
export const markRequests =
  (marks: Marks): RequestHook =>
  (c) => {
    const { method = 'other' } = c.get('route') ?? {}
    const work = `${method} ${routePattern(c) ?? 'unmatched'}`
    marks.begin(work)
    return () => marks.end(work)
  }

import { z } from 'zod'
import { NodeError } from '../../../src/engine/errors.ts'
import { defineNodeType, type NodeType } from '../../../src/engine/node-type.ts'
import type { Clock } from '../../../src/lib/time/clock.ts'

/** What the probes of one engine did. */
export interface ProbeLog {
  /** Names in the order in which they began, once for every attempt. */
  readonly began: string[]
  readonly ended: string[]
  active: number
  /** The most that were in work at once. */
  peak: number
}

export const createProbeLog = (): ProbeLog => ({ began: [], ended: [], active: 0, peak: 0 })

/** A task that works for `ms`, fails its first `failures` attempts, and puts its input or `output` out by `port`. */
export const probeType = (log: ProbeLog, clock: Clock, effects = false): NodeType =>
  defineNodeType({
    type: effects ? 'effect' : 'probe',
    kind: 'task',
    title: 'Probe',
    description: 'Tells when it ran.',
    effects,
    ports: ['out', 'left', 'right'],
    parameters: z.strictObject({
      name: z.string(),
      ms: z.number().default(0),
      failures: z.number().default(0),
      retryable: z.boolean().default(true),
      output: z.unknown().optional(),
      port: z.string().default('out'),
    }),
    example: { parameters: { name: 'a' } },
    async run({ name, ms, failures, retryable, output, port }, { scope, signal }) {
      log.began.push(name)
      log.active++
      log.peak = Math.max(log.peak, log.active)
      try {
        if (ms > 0) await clock.sleep(ms, signal)
        const attempts = log.began.filter((each) => each === name).length
        if (attempts <= failures) throw new NodeError('PROBE_FAILED', `${name} has failed`, { retryable })
        log.ended.push(name)
        return { output: output === undefined ? scope.input : output, port }
      } finally {
        log.active--
      }
    },
  })

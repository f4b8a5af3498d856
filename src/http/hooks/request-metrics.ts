import type { Context } from 'hono'
import { Histogram, type Registry } from 'prom-client'
import type { AppEnv } from '../env.ts'
import type { RequestHook } from './request-hook.ts'
import { routePattern } from './route-pattern.ts'

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/**
 * Measures the time to every answer. The number of label values is bounded: all addresses without a route share one,
 * and so do unusual methods. (`@hono/prometheus` counts each request twice and accepts any method as a label.)
 */
export const requestMetrics = (registry: Registry): RequestHook => {
  const duration = new Histogram({
    name: 'scriptd_http_request_duration_seconds',
    help: 'Time from a request to its answer, or to the start of an event stream.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  })
  const observe = (c: Context<AppEnv>) => {
    const method = METHODS.has(c.req.method) ? c.req.method : 'other'
    const labels = { method, route: routePattern(c) ?? 'unmatched', status: c.res.status }
    duration.observe(labels, c.get('elapsed')() / 1000)
  }
  return () => observe
}

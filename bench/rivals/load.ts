/** Puts load on a server as specified by the options on standard input, and prints the result. */
import { text } from 'node:stream/consumers'
import autocannon from 'autocannon'
import { mean, percentile } from '../statistics.ts'

const options: autocannon.Options = JSON.parse(await text(process.stdin))
const { requests = [], connections = 1 } = options

let clients = 0
/** Connections start far apart in the list, so that none repeats the request that another has just sent. */
const setupClient = (client: autocannon.Client) => {
  const from = Math.floor((clients++ / connections) * requests.length)
  client.setRequests([...requests.slice(from), ...requests.slice(0, from)])
}

const times: number[] = []
const done = Promise.withResolvers<autocannon.Result>()
const run = autocannon({ ...options, setupClient }, (error, result) =>
  error ? done.reject(error) : done.resolve(result),
)
// The percentiles of autocannon itself are whole milliseconds.
run.on('response', (_client, _status, _bytes, ms) => times.push(ms))

const { duration, errors, statusCodeStats = {} } = await done.promise
if (times.length === 0) throw new Error('nothing was answered')
const statuses = Object.entries(statusCodeStats).map(([status, stats]) => [status, stats?.count])
console.log(
  JSON.stringify({
    seconds: duration,
    errors,
    statuses: Object.fromEntries(statuses),
    mean: mean(times),
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
  }),
)

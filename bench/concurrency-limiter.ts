/**
 * Processor time of the server for each of many executions that are requested at once, with and without the
 * concurrency limiter, as docs/decisions/0021-concurrency-limiter.md quotes it.
 */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openApplication } from '../src/app/lifecycle.ts'
import { parseConfig } from '../src/config/config.ts'
import { DEFAULT_LIMITS } from '../src/http/server/limits.ts'
import { listen } from '../src/http/server/server.ts'
import { createLogger } from '../src/logging/logger.ts'
import { fourNodes, INPUT } from './scripts.ts'
import { median, percentile } from './statistics.ts'

const CONNECTIONS = 1000
const SECONDS = 1
const ROUNDS = 7

/** Sends the same request over every connection, the next one when the last is answered; gives the answers' number. */
const load = async (port: number): Promise<number> => {
  const body = JSON.stringify({ input: INPUT })
  const head = 'POST /api/scripts/1/execute HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json'
  const request = `${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const end = performance.now() + SECONDS * 1000
  let answered = 0
  const ask = async () => {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1')
    let received = ''
    socket.on('data', (text) => {
      received += text
      // An answer is complete with the envelope's last bracket.
      if (!received.endsWith('}}')) return
      if (!received.startsWith('HTTP/1.1 200')) throw new Error(received)
      received = ''
      answered++
      if (performance.now() < end) socket.write(request)
      else socket.destroy()
    })
    socket.write(request)
    await once(socket, 'close')
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, ask))
  return answered
}

const measureAll = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'limiter-'))
  const config = parseConfig({
    AUTH: 'none',
    DATABASE_URL: `file:${folder}/scriptd.db`,
    WORKSPACE_DIR: `${folder}/workspace`,
    EXECUTION_LIMIT: String(CONNECTIONS),
    EXECUTION_QUEUE_LIMIT: String(CONNECTIONS),
  })
  const application = await openApplication({ config, logger: createLogger({ level: 'silent' }) })
  await application.start()
  const headers = { 'Content-Type': 'application/json' }
  await application.app.request('/api/scripts', { method: 'POST', headers, body: JSON.stringify(fourNodes) })

  const address = { host: '127.0.0.1', port: 0 }
  const sides = [DEFAULT_LIMITS.active, Number.POSITIVE_INFINITY]
  const servers = await Promise.all(sides.map((active) => listen(application.app, address, { active })))
  const cpuOf = async ({ url }: { readonly url: string }): Promise<number> => {
    const before = process.cpuUsage()
    const client = [import.meta.filename, new URL(url).port]
    const { stdout } = await promisify(execFile)(process.execPath, client)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / Number(stdout)
  }
  const rounds: number[][] = []
  for (let round = -1; round < ROUNDS; round++) {
    const figures: number[] = []
    for (const server of servers) figures.push(await cpuOf(server))
    if (round >= 0) rounds.push(figures)
  }
  for (const [index, active] of sides.entries()) {
    console.log(
      `${active} at once: ${median(rounds.map((round) => round[index] ?? 0)).toFixed(0)} µs an execution`,
    )
  }
  const ratios = rounds.map(([limited = 0, unlimited = 0]) => unlimited / limited)
  const quartiles = [percentile(ratios, 0.25), percentile(ratios, 0.75)].map((ratio) => ratio.toFixed(2))
  console.log(
    `without the limiter ${median(ratios).toFixed(2)} times as much (quartiles ${quartiles.join(' to ')})`,
  )

  await Promise.all(servers.map((server) => server.close(1000)))
  await application.close()
  await rm(folder, { recursive: true })
}

const port = process.argv[2]
if (port === undefined) await measureAll()
else console.log(await load(Number(port)))

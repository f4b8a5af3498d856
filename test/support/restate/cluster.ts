import { mkdirSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../net/listening.ts'
import type { Cleaner } from '../sqld/sqld.ts'
import { startMigratedSqld } from '../sqld/template.ts'
import { startBalancer } from './balancer.ts'
import { call } from './call.ts'
import { HostProcess } from './host-process.ts'
import { Lines } from './lines.ts'
import { Restate } from './restate.ts'

export interface ClusterOptions {
  readonly hosts: number
  /** Restate servers; one by default. */
  readonly servers?: number
  /** Whether connections between a host and the rest can be cut. */
  readonly canCut?: boolean
  /** Whether the database server can have replicas. */
  readonly isPrimary?: boolean
}

interface Member {
  readonly host: HostProcess
  readonly lines: Lines | undefined
  readonly apiPort: number
  readonly workPort: number
}

const PROBE_MS = 300
const PROBE_TIMEOUT_MS = 2000

const isReady = async (port: number): Promise<boolean> => {
  const options = { timeoutMs: PROBE_TIMEOUT_MS }
  const answer = await call(`http://127.0.0.1:${port}`, 'GET', '/readyz', options).catch(() => undefined)
  return answer?.status === 200
}

const portIn = (url: string): number => Number(new URL(url).port)

const withPort = (url: string, port: number): string => url.replace(/:\d+$/, `:${port}`)

/** Hosts that share a database and Restate servers, behind balancers that pass over those that are not ready. */
export const startCluster = async (
  t: Cleaner,
  { hosts: size, servers = 1, canCut = false, isPrimary = false }: ClusterOptions,
) => {
  // One after the other, as each takes ports that were free when it looked.
  const sqld = await startMigratedSqld(t, { isPrimary })
  const restates = await Restate.startCluster(t, servers)
  const ingress = await startBalancer(t, () => restates.map(({ ports }) => ports.ingress))
  const admin = await startBalancer(t, () => restates.map(({ ports }) => ports.admin))
  const sharedFolder = mkdtempSync(join(tmpdir(), 'hosts-'))
  t.after(() => rm(sharedFolder, { recursive: true, force: true }))
  for (const name of ['workspace', 'tables']) mkdirSync(join(sharedFolder, name))
  const members: Member[] = []
  const ready = new Set<Member>()
  const targets = (portOf: (member: Member) => number) => () =>
    members.filter((member) => ready.size === 0 || ready.has(member)).map(portOf)
  const inner = await startBalancer(
    t,
    targets(({ workPort }) => workPort),
  )
  const outer = await startBalancer(
    t,
    targets(({ apiPort }) => apiPort),
  )
  const addHost = async (): Promise<Member> => {
    const [api, work] = [await freePort(), await freePort()]
    const { port: ingressPort } = ingress
    const ends = { api, work, database: portIn(sqld.url), ingress: ingressPort, admin: admin.port }
    const lines = canCut ? await Lines.start(t, ends) : undefined
    const host = await HostProcess.create(t, {
      httpPort: api,
      port: work,
      databaseUrl: withPort(sqld.url, lines?.portOf('database') ?? ends.database),
      ingressUrl: withPort(ingress.url, lines?.portOf('ingress') ?? ends.ingress),
      adminUrl: withPort(admin.url, lines?.portOf('admin') ?? ends.admin),
      identityKey: restates[0]?.identityKey ?? '',
      hostsUrl: inner.url,
      sharedFolder,
    })
    return { host, lines, apiPort: lines?.portOf('api') ?? api, workPort: lines?.portOf('work') ?? work }
  }
  // The balancer must know a host before that announces itself through it.
  while (members.length < size) members.push(await addHost())
  await Promise.all(members.map(({ host }) => host.start()))
  const stop = new AbortController()
  const probes = members.map(async (member) => {
    while (!stop.signal.aborted) {
      if (await isReady(member.apiPort)) ready.add(member)
      else ready.delete(member)
      await pause(PROBE_MS)
    }
  })
  t.after(async () => {
    stop.abort()
    await Promise.all(probes)
  })
  return {
    sqld,
    restates,
    hosts: members.map(({ host }) => host),
    lines: members.map(({ lines }) => lines),
    url: outer.url,
  }
}

export type Cluster = Awaited<ReturnType<typeof startCluster>>

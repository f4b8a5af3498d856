import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../net/listening.ts'
import type { Cleaner } from '../sqld/sqld.ts'
import { startMigratedSqld } from '../sqld/template.ts'
import { startBalancer } from './balancer.ts'
import { HostProcess } from './host-process.ts'
import { Restate } from './restate.ts'

const PROBE_MS = 300
const PROBE_TIMEOUT_MS = 2000

/** Hosts that share a database and Restate servers, behind balancers that pass over those that are not ready. */
export const startCluster = async (t: Cleaner, size: number, servers = 1) => {
  // One after the other, as each takes ports that were free when it looked.
  const sqld = await startMigratedSqld(t)
  const restates = await Restate.startCluster(t, servers)
  const ingress = await startBalancer(t, () => restates.map(({ ports }) => ports.ingress))
  const admin = await startBalancer(t, () => restates.map(({ ports }) => ports.admin))
  const ports = await Promise.all(Array.from({ length: size }, freePort))
  const hosts: HostProcess[] = []
  const ready = new Set<HostProcess>()
  const targets = (portOf: (host: HostProcess) => number) => () =>
    hosts.filter((host) => ready.size === 0 || ready.has(host)).map(portOf)
  const inner = await startBalancer(
    t,
    targets(({ port }) => port),
  )
  const outer = await startBalancer(
    t,
    targets(({ url }) => Number(new URL(url).port)),
  )
  const settings = {
    databaseUrl: sqld.url,
    ingressUrl: ingress.url,
    adminUrl: admin.url,
    identityKey: restates[0]?.identityKey ?? '',
    hostsUrl: inner.url,
  }
  // The balancer must know a host before that announces itself through it.
  for (const port of ports) hosts.push(await HostProcess.create(t, { ...settings, port }))
  await Promise.all(hosts.map((host) => host.start()))
  const stop = new AbortController()
  const probes = hosts.map(async (host) => {
    while (!stop.signal.aborted) {
      if (await host.isReady(PROBE_TIMEOUT_MS)) ready.add(host)
      else ready.delete(host)
      await pause(PROBE_MS)
    }
  })
  t.after(async () => {
    stop.abort()
    await Promise.all(probes)
  })
  return { sqld, restates, hosts, url: outer.url }
}

export type Cluster = Awaited<ReturnType<typeof startCluster>>

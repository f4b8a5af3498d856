import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startReceiver } from '../support/net/collector.ts'
import { servicePort } from '../support/net/service-port.ts'
import { startBalancer } from '../support/restate/balancer.ts'
import { HostProcess } from '../support/restate/host-process.ts'
import { onLoopback } from '../support/restate/loopback.ts'
import { Restate } from '../support/restate/restate.ts'
import { startMigratedSqld } from '../support/sqld/template.ts'

const START_PAUSE_MS = 20

/** Two hosts that share a database and a Restate server, behind a balancer that each can be taken away from. */
const setUp = async (t: TestContext) => {
  const [sqld, restate] = await Promise.all([startMigratedSqld(t), Restate.start(t)])
  const ports = [await servicePort(), await servicePort()]
  const balancer = await startBalancer(t, () => ports)
  const { ingressUrl, adminUrl } = restate
  const settings = { databaseUrl: sqld.url, ingressUrl, adminUrl, hostsUrl: balancer.url }
  const hosts = await Promise.all(ports.map((port) => HostProcess.start(t, { ...settings, port })))
  return { sqld, restate, hosts }
}

type World = Awaited<ReturnType<typeof setUp>>

/** Sends a request for each node, so that repeated ones show; waits in between, so that many are under way. */
const createScript = async ({ hosts: [host] }: World, url: string) => {
  const node = (id: string) => ({
    id,
    type: 'http_request',
    parameters: { method: 'POST', url: `${url}/{{ execution.id }}/${id}` },
  })
  const nodes = [node('a'), { id: 'wait', type: 'wait', parameters: { ms: 300 } }, node('b')]
  const connections = { a: [{ target: 'wait' }], wait: [{ target: 'b' }] }
  const created = await host?.call('POST', '/api/scripts', { body: { name: 'counted', nodes, connections } })
  return created?.data.id
}

/** Has executions accepted by whichever host answers until it is stopped; gives their ids. */
const startLoad = ({ hosts }: World, script: unknown) => {
  const accepted: string[] = []
  let isStopped = false
  let turn = 0
  const client = async () => {
    while (!isStopped) {
      const answer = await hosts[turn++ % hosts.length]
        ?.call('POST', `/api/scripts/${script}/execute`, { body: {}, headers: { Prefer: 'respond-async' } })
        .catch(() => undefined)
      if (answer?.status === 202) accepted.push(String(answer.data.id))
      await pause(START_PAUSE_MS)
    }
  }
  const running = Promise.all(Array.from({ length: 4 }, client))
  const stop = async () => {
    isStopped = true
    await running
    return accepted
  }
  return { accepted, stop }
}

const moreThan = async (list: readonly unknown[], count: number) => {
  while (list.length <= count) await pause(20)
}

const endOf = async (host: HostProcess | undefined, id: string) => {
  for (;;) {
    const answer = await host?.call('GET', `/api/executions/${id}`).catch(() => undefined)
    if (answer?.data.finished_at) return String(answer.data.status)
    await pause(50)
  }
}

/** Every accepted execution completes, each of its requests was sent, and few of them twice. */
const check = async (
  t: TestContext,
  { hosts }: World,
  {
    ids,
    requests,
  }: { readonly ids: readonly string[]; readonly requests: readonly { readonly path: string }[] },
) => {
  const statuses = new Set<string>()
  // One after another, as asking for hundreds again and again would take the hosts' time.
  for (const id of ids) statuses.add(await endOf(hosts[0], id))
  assert.deepEqual([...statuses], ['completed'])
  const counts = new Map<string, number>()
  for (const { path } of requests) counts.set(path, (counts.get(path) ?? 0) + 1)
  const sent = ids.flatMap((id) => [`/${id}/a`, `/${id}/b`]).map((path) => counts.get(path) ?? 0)
  const repeated = sent.filter((count) => count > 1).length
  assert.equal(sent.includes(0), false)
  t.diagnostic(`accepted ${ids.length}, lost 0, requests ${sent.length}, more than once ${repeated}`)
  // What was under way on the host that died, and no more.
  assert.ok(sent.every((count) => count <= 2))
}

const faults = {
  'a host is killed': async ({ hosts }: World) => {
    await hosts[1]?.kill()
  },
  'Restate is killed and started again': async ({ restate }: World) => {
    await restate.kill()
    await restate.start()
  },
  'the database server is killed and started again': async ({ sqld }: World) => {
    await sqld.kill()
    await sqld.restart()
  },
} as const

onLoopback(import.meta.url, () => {
  for (const [what, fault] of Object.entries(faults)) {
    test(`while ${what}, no accepted execution is lost`, async (t) => {
      const world = await setUp(t)
      const { url, requests } = await startReceiver(t)
      const load = startLoad(world, await createScript(world, url))
      await moreThan(load.accepted, 20)
      await fault(world)
      await moreThan(load.accepted, load.accepted.length + 20)
      const ids = await load.stop()
      await check(t, world, { ids, requests })
    })
  }
})

import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from '../support/restate/cluster.ts'

const FROZEN_MS = 15_000
const DEAD_MS = 5000

/** What happens to a cluster; each resolves when everything that was ended has been started again. */
export const faults: Readonly<Record<string, (cluster: Cluster) => Promise<void>>> = {
  'a host is killed': async ({ hosts: [, host] }) => {
    await host?.kill()
    await host?.start()
  },
  'a Restate server is killed': async ({ restates: [, restate] }) => {
    await restate?.kill()
    await pause(DEAD_MS)
    await restate?.start()
  },
  'all Restate servers are killed': async ({ restates }) => {
    await Promise.all(restates.map((restate) => restate.kill()))
    await Promise.all(restates.map((restate) => restate.start()))
  },
  'the database server is killed': async ({ sqld }) => {
    await sqld.kill()
    await sqld.restart()
  },
  'a host stands still for 15 s': async ({ hosts: [, host] }) => {
    host?.freeze()
    await pause(FROZEN_MS)
    host?.thaw()
  },
  'all hosts are replaced one by one': async ({ hosts }) => {
    for (const host of hosts) {
      await host.stop()
      await host.start()
    }
  },
}

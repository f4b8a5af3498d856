import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from '../support/restate/cluster.ts'
import type { Line, Lines } from '../support/restate/lines.ts'

const FROZEN_MS = 15_000
const CUT_MS = 15_000
const DEAD_MS = 5000

const cutOff = async (lines: Lines | undefined, which?: readonly Line[]) => {
  lines?.cut(which)
  await pause(CUT_MS)
  lines?.mend()
}

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
  'a host is cut off from everything for 15 s': ({ lines: [, lines] }) => cutOff(lines),
  'a host is cut off from the database for 15 s': ({ lines: [lines] }) => cutOff(lines, ['database']),
  'Restate is cut off from a host for 15 s': ({ lines: [, , lines] }) => cutOff(lines, ['work']),
  'all hosts are replaced one by one': async ({ hosts }) => {
    for (const host of hosts) {
      await host.stop()
      await host.start()
    }
  },
}

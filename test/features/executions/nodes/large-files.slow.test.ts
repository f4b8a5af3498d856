import assert from 'node:assert/strict'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { ServerProcess } from '../../../crash/support/server-process.ts'
import { createFolder } from '../../../support/process/command.ts'

const FILE_BYTES = 100_000_000
const REGIONS = 500
const MEMORY_MB = 250
/** In processor time; 0.05 on a quiet machine, where one piece of work less finely cut would take seconds. */
const HOLD_SECONDS = 0.2
const LINES_PER_CHUNK = 1000
/** How the kernel is told to forget the highest memory so far. */
const RESET_PEAK = '5'

const script = {
  name: 'large file',
  nodes: [
    { id: 'read', type: 'file_read', parameters: { path: 'in.csv', format: 'csv', as: 'table' } },
    {
      id: 'group',
      type: 'sql',
      parameters: {
        query: 'SELECT region, count(*) AS count, sum(amount) AS sum FROM input GROUP BY region',
        as: 'table',
      },
    },
    { id: 'write', type: 'file_write', parameters: { path: 'groups.csv', content: '{{ input }}' } },
    { id: 'copy', type: 'file_write', parameters: { path: 'copy.csv', content: '{{ input }}' } },
  ],
  connections: { read: [{ target: 'group' }, { target: 'copy' }], group: [{ target: 'write' }] },
}

function* chunks(): Generator<string> {
  yield 'id,region,amount,day,note\n'
  for (let id = 0, bytes = 0; bytes < FILE_BYTES; ) {
    let chunk = ''
    for (const end = id + LINES_PER_CHUNK; id < end; id++)
      chunk += `${id},region ${id % REGIONS},${id % 1000}.25,2026-01-01,"note ${id}, with a text of some length in quotes"\n`
    bytes += chunk.length
    yield chunk
  }
}

test('a csv file of 100 MB is read, grouped and written while the event loop stays free, in bounded memory', {
  skip: process.platform !== 'linux' && 'memory is read from /proc',
}, async (t) => {
  const folder = await createFolder(t)
  const workspace = join(folder, 'workspace')
  await mkdir(workspace)
  await pipeline(Readable.from(chunks()), createWriteStream(join(workspace, 'in.csv')))
  const server = new ServerProcess({ folder, env: { EXECUTE_WAIT_MS: '600000' } })
  t.after(() => server.end('SIGKILL'))
  const url = await server.listening
  const post = async (path: string, body: unknown) => {
    const headers = { 'Content-Type': 'application/json' }
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return Object(await answer.json()).data
  }
  const memory = async (of: 'VmRSS' | 'VmHWM') => {
    const status = await readFile(`/proc/${server.pid}/status`, 'utf8')
    return Number(new RegExp(`^${of}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024
  }
  const { id } = await post('/api/scripts', script)
  await delay(500)
  const idle = await memory('VmRSS')
  await writeFile(`/proc/${server.pid}/clear_refs`, RESET_PEAK)

  const { status, results } = await post(`/api/scripts/${id}/execute`, {})

  assert.equal(status, 'completed', JSON.stringify(results))
  const peak = await memory('VmHWM')
  assert.ok(peak - idle < MEMORY_MB, `${peak} MB at most, ${idle} MB before`)
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const hold = /^scriptd_event_loop_longest_hold_seconds\{(.+)\} (.+)$/m.exec(metrics)
  t.diagnostic(`longest hold of the event loop: ${hold?.[2]} s`)
  assert.ok(hold !== null && Number(hold[2]) <= HOLD_SECONDS, hold?.[0] ?? metrics)
  const groups = await readFile(join(workspace, 'groups.csv'), 'utf8')
  assert.equal(groups.trim().split('\n').length, 1 + REGIONS)
  const { size } = await stat(join(workspace, 'copy.csv'))
  assert.ok(size > FILE_BYTES * 0.9, String(size))
  await rm(workspace, { recursive: true })
})

import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ServerProcess } from '../../crash/support/server-process.ts'
import { takeSnapshot } from '../../crash/support/snapshot.ts'
import { createDatabaseFile } from '../../support/db/database-file.ts'
import { createFolder, runCommand } from '../../support/process/command.ts'

// So large that a backup takes some hundred steps, between which the server writes.
const BULK = `INSERT INTO user_settings VALUES ('bulk', json_quote(hex(zeroblob(10000000))), '2026-11-24')`

const script = {
  name: 'counts',
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'count', type: 'stats', parameters: { deltas: { left: 1, right: 1 } } },
    { id: 'end', type: 'end' },
  ],
  connections: { start: [{ target: 'count' }], count: [{ target: 'end' }] },
}

const startServer = async (t: TestContext, folder: string) => {
  const server = new ServerProcess({ folder })
  t.after(() => server.end('SIGKILL'))
  await server.ready()
  const url = await server.listening
  const post = async (path: string, body: unknown) => {
    const headers = { 'Content-Type': 'application/json' }
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    assert.ok(answer.ok, await answer.clone().text())
    return Object(await answer.json()).data
  }
  return { server, url, post }
}

/** Clients that move two counters together, directly and by executions, one request after another. */
const startLoad = async ({ post }: Pick<Awaited<ReturnType<typeof startServer>>, 'post'>) => {
  const { id } = await post('/api/scripts', script)
  const seen = { begun: 0, counted: 0, executions: [] as string[] }
  let isOver = false
  const client = async (request: () => Promise<void>) => {
    while (!isOver) {
      seen.begun++
      await request()
      seen.counted++
    }
  }
  const increment = () => post('/api/dashboard/stats/increment', { deltas: { left: 1, right: 1 } })
  const execute = async () => {
    const execution = await post(`/api/scripts/${id}/execute`, {})
    assert.equal(execution.status, 'completed')
    seen.executions.push(execution.id)
  }
  const work = Promise.all([client(increment), client(increment), client(execute), client(execute)])
  const look = () => ({ ...seen, executions: [...seen.executions] })
  const finish = () => {
    isOver = true
    return work
  }
  return { look, finish }
}

const command = async (t: TestContext, ...args: readonly string[]) => {
  const { code, stderr } = await runCommand(t, { args })
  assert.deepEqual([code, stderr], [0, ''])
}

/** The two counters, and how many executions of each status have all their nodes. */
const read = (path: string) => {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const counter = (key: string) =>
      Number(
        database.prepare('SELECT stat_value FROM dashboard_stats WHERE stat_key = ?').get(key)?.stat_value,
      )
    const incomplete = database
      .prepare(`SELECT id FROM executions WHERE status = 'completed' AND 3 <> (SELECT count(*) FROM node_executions
        WHERE execution_id = executions.id AND status = 'completed')`)
      .all()
    return { left: counter('left'), right: counter('right'), incomplete }
  } finally {
    database.close()
  }
}

test('a backup that is made while a server writes is consistent', async (t) => {
  const folder = await createFolder(t)
  await mkdir(join(folder, 'data'))
  await createDatabaseFile(join(folder, 'data/scriptd.db'), { name: 'load', statements: [BULK] })
  const first = await startServer(t, folder)
  const load = await startLoad(first)
  while (load.look().executions.length < 5) await pause(5)

  const restored = await createFolder(t)
  for (const n of [1, 2]) {
    const backup = join(folder, `backup-${n}.db`)
    const before = load.look()
    await command(t, 'backup', '--database-url', `file:${folder}/data/scriptd.db`, backup)
    const after = load.look()
    assert.ok(after.counted > before.counted, 'nothing was written meanwhile')

    await command(t, 'restore', '--database-url', `file:${restored}/data/scriptd.db`, backup)
    const { left, right, incomplete } = read(join(restored, 'data/scriptd.db'))
    assert.equal(left, right)
    assert.ok(before.counted <= left && left <= after.begun, `${before.counted} ${left} ${after.begun}`)
    assert.deepEqual(incomplete, [])
    // It is sound, and its totals are those of its rows.
    const { ended } = await takeSnapshot(join(restored, 'data'))
    for (const id of before.executions) assert.ok(ended.has(id), id)
  }
  await load.finish()
  assert.equal(await first.server.end('SIGTERM'), 0)

  const { ended } = await takeSnapshot(join(restored, 'data'))
  const second = await startServer(t, restored)
  const { data } = Object(await (await fetch(`${second.url}/api/dashboard/stats`)).json())
  assert.ok(data.executions.completed >= ended.size)
  assert.equal((await second.post('/api/scripts/1/execute', {})).status, 'completed')
  assert.equal(await second.server.end('SIGTERM'), 0)
})

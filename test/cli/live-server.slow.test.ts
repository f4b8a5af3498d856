import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startServer } from '../support/http/server.ts'
import { createFolder, startCommand } from '../support/process/command.ts'
import { callCommand } from '../support/process/command-line.ts'

const line = (id: string) => ({ id, type: 'file_write', parameters: { path: id, content: id } })

const long = {
  name: 'long',
  nodes: [line('begun'), { id: 'rest', type: 'wait', parameters: { ms: 60_000 } }],
  connections: { begun: [{ target: 'rest' }] },
}

const setUp = async (t: TestContext) => {
  const server = await startServer(t)
  const env = { DATABASE_URL: `file:${server.database}` }
  const get = async (path: string) => Object(await (await fetch(server.url + path)).json()).data
  const file = join(dirname(server.workspace), 'scripts.json')
  await writeFile(
    file,
    JSON.stringify({ scripts: [{ name: 'start', nodes: [{ id: 'a', type: 'start' }] }, long] }),
  )
  return { ...server, env, get, file, call: (...args: string[]) => callCommand({ args, env }) }
}

test('while a server has the database, commands ask it', async (t) => {
  const { call, get, file } = await setUp(t)
  const imported = await call('import', file)
  assert.deepEqual([imported.code, imported.stdout], [0, 'created       1  start\ncreated       2  long\n'])
  assert.deepEqual((await get('/api/scripts/1')).nodes, [{ id: 'a', type: 'start', parameters: {} }])

  const run = await call('run', '1', '--json', '--input', '{"a": 1}')
  assert.deepEqual([run.code, run.stderr], [0, ''])
  const execution = JSON.parse(run.stdout)
  assert.deepEqual(await get(`/api/executions/${execution.id}`), execution)

  assert.deepEqual(JSON.parse((await call('stats', '--json')).stdout), await get('/api/dashboard/stats'))
  assert.deepEqual(
    JSON.parse((await call('export')).stdout).scripts.map(({ name }: { name: string }) => name),
    ['start', 'long'],
  )
  assert.equal((await call('run', '7')).stderr, 'scriptd: Script 7 was not found.\n')
  assert.deepEqual((await call('migrate')).stdout, 'The database is up to date.\n')
})

test('a signal cancels what the server runs', async (t) => {
  const { call, get, file, env, workspace } = await setUp(t)
  await call('import', file)
  const child = await startCommand(t, { args: ['run', '2'], env })
  const exited = once(child, 'exit')
  while (!existsSync(join(workspace, 'begun'))) await pause(20)
  child.kill('SIGINT')
  assert.deepEqual(await exited, [1, null])
  const [{ status }] = await get('/api/executions')
  assert.equal(status, 'cancelled')
})

test('run reports that the server stopped before the end of the execution', async (t) => {
  const { call, file, child, workspace } = await setUp(t)
  await call('import', file)
  const run = call('run', '2')
  while (!existsSync(join(workspace, 'begun'))) await pause(20)
  child.kill('SIGTERM')
  const { code, stdout, stderr } = await run
  assert.deepEqual([code, stdout], [1, ''])
  assert.match(stderr, /^scriptd: the server stopped before the end of execution ex_\w+, [^\n]+\n$/)
})

test('without a server a process runs a file itself, and a signal cancels it', async (t) => {
  const cwd = await createFolder(t)
  await writeFile(join(cwd, 'long.json'), JSON.stringify(long))
  const child = await startCommand(t, { args: ['run', 'long.json'], cwd })
  const exited = Promise.all([text(child.stdout), once(child, 'exit')])
  while (!existsSync(join(cwd, 'workspace/begun'))) await pause(20)
  child.kill('SIGTERM')
  const [table, exit] = await exited
  assert.deepEqual(exit, [1, null])
  // The file is there a moment before the node that writes it has ended.
  assert.match(table, /^(begun +file_write|rest +wait) +cancelled/m)
})

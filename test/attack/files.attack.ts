import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { underAttack } from './support/attack.ts'
import { startTarget } from './support/target.ts'

const MiB = 1024 * 1024
/** What all executions may take, and as much for the program itself. */
const MOST_MIB = 512

const AT_ONCE = 4

/** A server with these files in its workspace, and the results of one action, run several times at once. */
const attackWith = async (
  t: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
  action: Readonly<Record<string, unknown>>,
) => {
  const target = await startTarget(t, {
    nodeArgs: ['--max-old-space-size=256'],
    env: { FILE_TIMEOUT_MS: '20000' },
  })
  const workspace = join(target.folder, 'workspace')
  await mkdir(workspace, { recursive: true })
  for (const [name, content] of Object.entries(files)) await writeFile(join(workspace, name), content)
  const key = await target.createKey('write', 'execute')
  const codes: string[] = []
  const run = async () => {
    const { status, error } = await target.data('POST', '/api/actions', { key, body: action })
    codes.push(error?.code ?? status)
  }
  const { peakMib } = await underAttack(t, target, () => Promise.all(Array.from({ length: AT_ONCE }, run)))
  t.diagnostic(codes.join(', '))
  assert.ok(peakMib <= MOST_MIB, `${peakMib} MiB of memory were used`)
  return codes
}

const read = (format: string, more: object = {}) => ({
  action_type: 'file_read',
  parameters: { path: 'file', format, ...more },
})

const all = (codes: readonly string[], expected: string) =>
  assert.deepEqual(
    codes,
    Array.from({ length: AT_ONCE }, () => expected),
  )

/** Repeats a text up to about this size. */
const fill = (text: string, bytes: number): Buffer =>
  Buffer.alloc(Math.floor(bytes / text.length) * text.length, text)

test('a csv of 76 MB', async (t) => {
  const file = Buffer.concat([Buffer.from('a,b,c,d\n'), fill('1,2,"three",4\n', 76 * MiB)])
  all(await attackWith(t, { file }, read('csv')), 'OUTPUT_TOO_LARGE')
})

test('a csv of empty cells', async (t) => {
  all(await attackWith(t, { file: fill(',', 90 * MiB) }, read('csv', { header: false })), 'OUTPUT_TOO_LARGE')
})

test('a csv with a quote that is never closed', async (t) => {
  const file = Buffer.concat([Buffer.from('a,b\n"'), fill('1,2\n', 90 * MiB)])
  all(await attackWith(t, { file }, read('csv')), 'OUTPUT_TOO_LARGE')
})

test('a csv of 80,000 rows', async (t) => {
  const file = Buffer.concat([Buffer.from('a,b,c,d\n'), fill('1,2,"three",4\n', 1.1 * MiB)])
  all(await attackWith(t, { file }, read('csv')), 'completed')
})

test('json of 96 MB', async (t) => {
  const file = Buffer.concat([
    Buffer.from('[1'),
    fill(',{"id":1,"name":"some name"}', 96 * MiB),
    Buffer.from(']'),
  ])
  all(await attackWith(t, { file }, read('json')), 'OUTPUT_TOO_LARGE')
})

test('json of 96 MB of space', async (t) => {
  all(await attackWith(t, { file: fill(' ', 96 * MiB) }, read('json')), 'FILE_FORMAT')
})

test('json of very many empty lists', async (t) => {
  const file = Buffer.concat([Buffer.from('[1'), fill(',[]', 9.9 * MiB), Buffer.from(']')])
  all(await attackWith(t, { file }, read('json')), 'FILE_MEMORY')
})

test('json of very many names', async (t) => {
  const file = `{${Array.from({ length: 800_000 }, (_, index) => `"name${index}":1`).join(',')}}`
  assert.equal((await attackWith(t, { file }, read('json'))).length, AT_ONCE)
})

test('ndjson in a single line of 90 MB', async (t) => {
  all(await attackWith(t, { file: fill('[1,', 90 * MiB) }, read('ndjson')), 'OUTPUT_TOO_LARGE')
})

test('a csv of rows that have nothing in common', async (t) => {
  const row = (index: number) =>
    Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`c${index}_${n}`, n]))
  const input = Array.from({ length: 300 }, (_, index) => row(index))
  const parameters = { path: 'out.csv', format: 'csv', content: '{{ input }}' }
  all(await attackWith(t, {}, { action_type: 'file_write', parameters, input }), 'completed')
})

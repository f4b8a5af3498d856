import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openApplication } from '../../../../src/app/lifecycle.ts'
import { parseConfig } from '../../../../src/config/config.ts'
import { openDatabase } from '../../../../src/db/client.ts'
import { createLogger } from '../../../../src/logging/logger.ts'
import { createRequest } from '../../../support/http/client.ts'
import { createFolder } from '../../../support/process/command.ts'

interface Commit {
  /** Whether the file that the script writes was there when the commit began. */
  readonly afterEffect: boolean
  /** What of the execution the commit holds, as `node:status`. */
  readonly nodes: readonly string[]
}

/** A server that tells of each commit with an execution in it. */
const setUp = async (t: TestContext) => {
  // On a slow machine the timer would save an execution once more, before it ends.
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const folder = await createFolder(t)
  const file = join(folder, 'workspace', 'effect.txt')
  const commits: Commit[] = []
  const open: typeof openDatabase = async (options, context) => {
    const database = await openDatabase(options, context)
    const batch = database.batch.bind(database)
    return Object.assign(database, {
      batch: (statements: Parameters<typeof batch>[0]) => {
        const saves = statements.filter((each) =>
          /INSERT INTO executions|UPDATE executions SET/.test(JSON.stringify(each)),
        )
        if (saves.length > 0) commits.push({ afterEffect: existsSync(file), nodes: savedNodes(statements) })
        return batch(statements)
      },
    })
  }
  const config = parseConfig({ DATABASE_URL: `file:${folder}/a.db`, WORKSPACE_DIR: `${folder}/workspace` })
  const application = await openApplication({ config, logger: createLogger({ level: 'silent' }), open })
  await application.start()
  t.after(() => application.close())
  const request = createRequest(application.app)

  const execute = async (script: object, headers = {}) => {
    const { json } = await request('POST', '/api/scripts', { body: { name: 'script', ...script } })
    return request('POST', `/api/scripts/${json.data.id}/execute`, { headers })
  }
  return { execute, commits }
}

const NODE_COLUMNS = 17

const nodeTexts = (sql: string, args: readonly unknown[]): readonly string[] => {
  const place = /INSERT INTO (node_)?executions \(([^)]+)\)/.exec(sql)
  const text = place?.[1] ? args[0] : args[place?.[2]?.split(', ').indexOf('nodes') ?? -1]
  return typeof text === 'string' ? [text] : []
}

const savedNodes = (statements: readonly unknown[]): string[] =>
  statements.flatMap((statement) => {
    const { sql = '', args = [] } = Object(statement)
    const texts = nodeTexts(String(sql), args)
    const rows = texts.flatMap((text): readonly (readonly unknown[])[] => JSON.parse(text))
    // In a table of their own they begin with the execution's id, in its row they do not.
    return rows.map((row) => row.slice(-NODE_COLUMNS)).map((row) => `${row[1]}:${row[3]}`)
  })

const transform = (id: string) => ({ id, type: 'transform', parameters: { expression: '1' } })

test('a short execution of pure nodes is written once, when it ends', async (t) => {
  const { execute, commits } = await setUp(t)
  const { json } = await execute({
    nodes: [transform('a'), transform('b')],
    connections: { a: [{ target: 'b' }] },
  })
  assert.equal(json.data.status, 'completed')
  assert.deepEqual(commits, [{ afterEffect: false, nodes: ['a:completed', 'b:completed'] }])
})

test('before a node with effects begins, the execution and all that has finished are on disk', async (t) => {
  const { execute, commits } = await setUp(t)
  const effect = { id: 'effect', type: 'file_write', parameters: { path: 'effect.txt', content: 'x' } }
  const { json } = await execute({
    nodes: [transform('a'), effect],
    connections: { a: [{ target: 'effect' }] },
  })
  assert.equal(json.data.status, 'completed')
  assert.deepEqual(commits, [
    { afterEffect: false, nodes: ['a:completed', 'effect:running'] },
    { afterEffect: true, nodes: ['effect:completed'] },
  ])
})

test('before an execution is answered 202 it is on disk', async (t) => {
  const { execute, commits } = await setUp(t)
  const { status } = await execute(
    { nodes: [{ id: 'wait', type: 'wait', parameters: { ms: 60_000 } }] },
    { Prefer: 'respond-async' },
  )
  assert.equal(status, 202)
  assert.deepEqual(commits[0], { afterEffect: false, nodes: [] })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScriptSummary } from '../../../src/features/scripts/schema.ts'
import { dataOf, errorOf } from '../../support/http/client.ts'
import { createScriptClient } from '../../support/http/script-client.ts'

type Client = Awaited<ReturnType<typeof createScriptClient>>

const readPage = async ({ call }: Client, query: string) => {
  const answer = await call('GET', `?${query}`)
  assert.equal(answer.status, 200, answer.text)
  const { next_cursor: cursor } = Object(answer.json)
  return { names: dataOf(ScriptSummary.array(), answer).map(({ name }) => name), cursor }
}

const readAll = async (client: Client, query: string): Promise<string[]> => {
  const found: string[] = []
  for (let cursor: unknown = ''; typeof cursor === 'string'; ) {
    const page = await readPage(client, `limit=2&${query}&cursor=${cursor}`)
    found.push(...page.names)
    cursor = page.cursor
  }
  return found
}

/** By creation: b, Z, a, ä, 1; changed later in another order, two of them at the same time. */
const createScripts = async (client: Client) => {
  const updated = { b: 3, Z: 1, a: 2, ä: 2, 1: 5 }
  for (const name of ['b', 'Z', 'a', 'ä', '1']) await client.create({ name, active: name !== 'Z' })
  for (const [name, day] of Object.entries(updated)) {
    await client.database.execute({
      sql: 'UPDATE scripts SET updated_at = ? WHERE name = ?',
      args: [`2026-01-0${day}T00:00:00.000Z`, name],
    })
  }
}

const orders: readonly (readonly [sort: string, names: readonly string[]])[] = [
  ['updated_at', ['Z', 'a', 'ä', 'b', '1']],
  ['name', ['1', 'Z', 'a', 'b', 'ä']],
  ['created_at', ['b', 'Z', 'a', 'ä', '1']],
]

test('scripts are listed in every order, page by page', async (t) => {
  const client = await createScriptClient(t)
  await createScripts(client)
  for (const [sort, names] of orders) {
    assert.deepEqual(await readAll(client, `sort=${sort}`), names, sort)
    assert.deepEqual(await readAll(client, `sort=-${sort}`), names.toReversed(), `-${sort}`)
    const active = names.filter((name) => name !== 'Z')
    assert.deepEqual(await readAll(client, `sort=${sort}&active=true`), active, sort)
  }
  assert.deepEqual(await readAll(client, ''), await readAll(client, 'sort=-updated_at'))
})

test('pages of every order contain each script once, while others are created and deleted', async (t) => {
  const client = await createScriptClient(t)
  await createScripts(client)
  for (const sort of ['name', '-name', 'created_at', '-created_at']) {
    const expected = await readAll(client, `sort=${sort}`)
    const first = await readPage(client, `sort=${sort}&limit=2`)
    const added = await client.create({ name: `${first.names.at(-1)}`.concat('!') })
    await client.call('DELETE', `/${added.id}`)
    const second = await readPage(client, `sort=${sort}&limit=9&cursor=${first.cursor}`)
    assert.deepEqual([...first.names, ...second.names], expected, sort)
  }
})

test('a cursor of another order is refused, and the order that it has is named', async (t) => {
  const client = await createScriptClient(t)
  await createScripts(client)
  const sorts = orders.flatMap(([sort]) => [sort, `-${sort}`])
  for (const made of sorts) {
    const { cursor } = await readPage(client, `sort=${made}&limit=1`)
    for (const sort of sorts.filter((each) => each !== made)) {
      const answer = await client.call('GET', `?sort=${sort}&cursor=${cursor}`)
      const [problem] = errorOf(answer).details ?? []
      assert.deepEqual(
        [answer.status, problem?.path, problem?.code],
        [422, 'query.cursor', 'cursor_of_other_order'],
      )
      assert.match(String(problem?.message), new RegExp(`sort=${made}\\.`))
    }
  }
})

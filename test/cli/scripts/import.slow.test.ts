import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { ApiClient } from '../../../src/cli/api/client.ts'
import { createScript, listScripts, replaceScript, type ScriptBody } from '../../../src/cli/api/scripts.ts'
import { readScripts } from '../../../src/cli/commands/export/run.ts'
import { STANDARD_INPUT, toJsonText, toYaml } from '../../../src/cli/documents.ts'
import { callsOf } from '../../../src/cli/scripts/calls.ts'
import { checkedFile } from '../../../src/cli/scripts/check.ts'
import { type Imported, importScripts, planImport } from '../../../src/cli/scripts/import.ts'
import { readScriptFile } from '../../../src/cli/scripts/script-file.ts'
import { anyScript } from '../../support/engine/random/random-script.ts'
import { createTestApp } from '../../support/http/test-app.ts'

/** An API over a database of its own, which can be emptied. */
const createApi = async (t: TestContext) => {
  const { app, request } = await createTestApp(t)
  const api = new ApiClient(async (path, init) => app.request(path, init))
  const clear = async () => {
    const scripts = await listScripts(api)
    const body = { on_failure: null, on_success: null }
    for (const { id } of scripts) await request('PATCH', `/api/scripts/${id}`, { body })
    for (const { id } of scripts) await request('DELETE', `/api/scripts/${id}`)
  }
  return Object.assign(api, { clear })
}

const setUp = async (t: TestContext) => {
  const [source, scratch, target] = [await createApi(t), await createApi(t), await createApi(t)]
  /** Reads scripts from a text as from a file. */
  const check = async (text: string) => {
    await scratch.clear()
    const context = { readInput: async () => Buffer.from(text) }
    return (await checkedFile(scratch, await readScriptFile(STANDARD_INPUT, context))).scripts
  }
  const collect = async (imported: AsyncGenerator<Imported>) =>
    (await Array.fromAsync(imported)).map(({ action, name }) => `${action} ${name}`).sort()
  return {
    source,
    target,
    check,
    load: async (text: string) => collect(importScripts(target, await check(text))),
    plan: async (text: string) => collect(planImport(target, await check(text))),
  }
}

/** The scripts with their ids, and those that they call or name, replaced by names. */
const named = (scripts: readonly ScriptBody[]) => {
  const names = new Map(scripts.map(({ id, name }) => [id, name]))
  return scripts
    .map(({ id: _id, ...body }) => ({
      ...body,
      calls: callsOf(body).map(({ scriptId }) => names.get(scriptId)),
      on_failure: names.get(body.on_failure),
    }))
    .map(({ nodes, ...body }) => ({
      ...body,
      nodes: nodes.map((node) => (node.type === 'sub_script' ? { ...node, parameters: {} } : node)),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Scripts, each of which may call any of them, itself too, and name another one. */
const anyScripts = fc.integer({ min: 1, max: 4 }).chain((size) =>
  fc.tuple(
    ...Array.from({ length: size }, (_, index) =>
      fc.record({
        script: anyScript,
        name: fc.constant(`script ${index}`),
        calls: fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 2 }),
        follower: fc.option(fc.integer({ min: 0, max: size - 1 })),
      }),
    ),
  ),
)

test('what was exported can be imported elsewhere, and again, and is the same', async (t) => {
  const { source, target, load, plan } = await setUp(t)
  const property = fc.asyncProperty(anyScripts, fc.boolean(), async (drawn, isYaml) => {
    await source.clear()
    await target.clear()
    const ids: number[] = []
    for (const { name } of drawn) ids.push((await createScript(source, { name })).id)
    for (const [index, { script, name, calls, follower }] of drawn.entries()) {
      const { graph, ...settings } = script
      const nodes = [
        ...graph.nodes,
        ...calls.map((call, position) => ({
          id: `\u2192 ${position} of the calls`,
          type: 'sub_script',
          parameters: { script_id: ids[call] },
        })),
      ]
      await replaceScript(source, ids[index] ?? 0, {
        name,
        ...settings,
        on_failure: follower === index || follower === null ? null : ids[follower],
        nodes,
        connections: graph.connections,
      })
    }
    // Ids differ there.
    await createScript(target, { name: 'other' })

    const exported = await readScripts(source)
    const text = isYaml ? await toYaml(exported) : toJsonText(exported)
    const created = drawn.map(({ name }) => `created ${name}`)
    assert.deepEqual(await plan(text), created)
    assert.deepEqual(await load(text), created)
    const { scripts } = await readScripts(target)
    assert.deepEqual(named(scripts.filter(({ name }) => name !== 'other')), named(exported.scripts))

    const unchanged = drawn.map(({ name }) => `unchanged ${name}`)
    assert.deepEqual(await plan(text), unchanged)
    const before = await listScripts(target)
    assert.deepEqual(await load(text), unchanged)
    assert.deepEqual(await listScripts(target), before)
  })
  await fc.assert(property, { numRuns: 10 })
})

test('scripts that a file names and does not contain are kept where they exist, and a script cannot name itself', async (t) => {
  const { target, check, load, plan } = await setUp(t)
  const other = await createScript(target, { name: 'other' })
  const file = (on_failure: number) => JSON.stringify({ id: 7, name: 'a', on_failure, on_success: 8 })
  assert.deepEqual(await load(file(other.id)), ['created a'])
  const [stored] = (await readScripts(target)).scripts.filter(({ name }) => name === 'a')
  const { on_failure, on_success } = Object(stored)
  assert.deepEqual([on_failure, on_success], [other.id, null])
  assert.deepEqual(await plan(file(other.id)), ['unchanged a'])
  await assert.rejects(check(file(7)), /on_failure: A script cannot be its own on_failure/)
  await assert.rejects(check('{"name":"a","on_failure":"b"}'), /on_failure/)
})

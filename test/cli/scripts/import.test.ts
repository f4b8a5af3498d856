import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { ApiClient } from '../../../src/cli/api/client.ts'
import { createScript, listScripts, replaceScript, type ScriptBody } from '../../../src/cli/api/scripts.ts'
import { readScripts } from '../../../src/cli/commands/export/run.ts'
import { STANDARD_INPUT, toJsonText, toYaml } from '../../../src/cli/documents.ts'
import { callsOf } from '../../../src/cli/scripts/calls.ts'
import { checkedScripts } from '../../../src/cli/scripts/check.ts'
import { type Imported, importScripts, planImport } from '../../../src/cli/scripts/import.ts'
import { readScriptFile } from '../../../src/cli/scripts/script-file.ts'
import { anyScript } from '../../support/engine/random-script.ts'
import { createTestApp } from '../../support/http/test-app.ts'

/** An API over a database of its own, which can be emptied. */
const createApi = async (t: TestContext) => {
  const { app, request } = await createTestApp(t)
  const api = new ApiClient(async (path, init) => app.request(path, init))
  const clear = async () => {
    for (const { id } of await listScripts(api)) await request('DELETE', `/api/scripts/${id}`)
  }
  return Object.assign(api, { clear })
}

const setUp = async (t: TestContext) => {
  const [source, scratch, target] = [await createApi(t), await createApi(t), await createApi(t)]
  /** Reads scripts from a text as from a file. */
  const check = async (text: string) => {
    await scratch.clear()
    const context = { readInput: async () => Buffer.from(text) }
    return checkedScripts(scratch, await readScriptFile(STANDARD_INPUT, context))
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

/** The scripts with their ids, and those that they call, replaced by names. */
const named = (scripts: readonly ScriptBody[]) => {
  const names = new Map(scripts.map(({ id, name }) => [id, name]))
  return scripts
    .map(({ id: _id, ...body }) => ({
      ...body,
      calls: callsOf(body).map(({ scriptId }) => names.get(scriptId)),
    }))
    .map(({ nodes, ...body }) => ({
      ...body,
      nodes: nodes.map((node) => (node.type === 'sub_script' ? { ...node, parameters: {} } : node)),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Scripts, each of which may call any of them, itself too. */
const anyScripts = fc.integer({ min: 1, max: 4 }).chain((size) =>
  fc.tuple(
    ...Array.from({ length: size }, (_, index) =>
      fc.record({
        script: anyScript,
        name: fc.constant(`script ${index}`),
        calls: fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 2 }),
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
    for (const [index, { script, name, calls }] of drawn.entries()) {
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
  await fc.assert(property, { numRuns: 25 })
})

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { startServer } from '../server.ts'
import { openBrowser, visit } from '../visitor.ts'

export const triage = {
  name: 'Triage',
  nodes: [
    { id: 'start', type: 'start' },
    { id: 'kind', type: 'switch', parameters: { expression: 'input.status', cases: ['paid', 'open'] } },
    { id: 'ship', type: 'transform', parameters: { expression: '{"ship": input.id}' } },
    { id: 'end', type: 'end' },
  ],
  connections: {
    start: [{ target: 'kind' }],
    kind: [{ target: 'ship', output: 'paid' }],
    ship: [{ target: 'end' }],
  },
}

/** A tree of so many nodes, none of which has a position. */
export const tree = (count: number) => {
  const connections: Record<string, { target: string }[]> = {}
  for (let index = 1; index < count; index += 1) {
    const source = `n${Math.floor((index - 1) / 3)}`
    connections[source] = [...(connections[source] ?? []), { target: `n${index}` }]
  }
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: `n${index}`,
    type: 'transform',
    parameters: { expression: `input.value + ${index}` },
  }))
  return { name: `${count} nodes`, nodes, connections }
}

interface EditedScript {
  readonly name: string
  readonly nodes: readonly object[]
  readonly connections: object
}

/** Starts a server and a browser for all tests of a file. Each opens the editor of a script of its own. */
export const startEditor = async (suite: TestContext) => {
  const { url, call } = await startServer(suite)
  const browser = await openBrowser(suite)
  let count = 0
  return async (t: TestContext, script: EditedScript = triage, options: BrowserContextOptions = {}) => {
    count += 1
    const name = count === 1 ? script.name : `${script.name} ${count}`
    const { id } = await call('POST', '/api/scripts', { ...script, name })
    const address = `${url}/ui/#/scripts/${id}`
    const page = await visit(t, browser, {
      viewport: { width: 1440, height: 900 },
      // The server refuses what some tests have it refuse.
      isExpected: (text) => /status of 4(?:04|12|22)/.test(text),
      ...options,
    })
    await page.goto(address)
    await page.waitForSelector('.react-flow__node, .canvas-empty')
    return {
      page,
      url,
      call,
      address,
      path: `/api/scripts/${id}`,
      node: (node: string) => page.locator(`.react-flow__node[data-id="${node}"]`),
      saved: () => page.waitForSelector('.editor-state:text-matches("^(Saved|저장됨)")'),
      focused: () => page.evaluate(() => document.activeElement?.getAttribute('data-id')),
    }
  }
}

/** Acts again as long as what it should show does not appear; fails after a minute or more of it. */
export const repeatUntilShown = async (shown: Locator, act: () => Promise<void>): Promise<void> => {
  for (let left = 30; left > 0; left -= 1) {
    await act()
    const appeared = await shown.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    )
    if (appeared) return
  }
  await shown.waitFor()
}

/** Waits until all of a node lies within the canvas. */
export const waitUntilSeen = async (page: Page, id: string): Promise<void> => {
  await page.waitForFunction((node) => {
    const card = document.querySelector(`.react-flow__node[data-id="${node}"]`)?.getBoundingClientRect()
    const canvas = document.querySelector('.canvas')?.getBoundingClientRect()
    return (
      card &&
      canvas &&
      card.left >= canvas.left &&
      card.right <= canvas.right &&
      card.top >= canvas.top &&
      card.bottom <= canvas.bottom
    )
  }, id)
}

/** What the page has kept of unsaved changes, as JSON. */
const storedDrafts = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const database = await settled(indexedDB.open('scriptd'))
    const [store] = database.objectStoreNames
    const drafts =
      store === undefined ? [] : await settled(database.transaction(store).objectStore(store).getAll())
    database.close()
    return JSON.stringify(drafts)
  })

/** Waits until unsaved changes with a text are kept. */
export const waitForDraft = async (page: Page, text: string): Promise<void> => {
  for (let left = 600; left > 0; left -= 1) {
    if ((await storedDrafts(page)).includes(text)) return
    await page.waitForTimeout(100)
  }
  assert.fail(`no draft has ${text}: ${await storedDrafts(page)}`)
}

/** `npm run build && node --test test/browser/hostile.ts`: nothing that others have written is ever rendered. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { startServer } from './server.ts'
import { startHostileSite } from './support/hostile-site.ts'
import { openBrowser, visit } from './visitor.ts'

/** Elements and attributes that the page itself never has. */
const FOREIGN =
  'img:not([src="icon.svg"]), iframe, image, foreignObject, form[action], object, embed, base, style:not(head *), ' +
  'script:not([src]), link[href*="/seen"], a[href^="javascript:"], a[href*="/seen"], ' +
  '[onerror], [onload], [onclick], [srcdoc]'

const waitForAll = async (locator: Locator, count: number): Promise<readonly Locator[]> => {
  await locator.nth(count - 1).waitFor()
  return locator.all()
}

test('what others have written is shown as text', async (suite) => {
  const site = await startHostileSite(suite)
  const { call, page: base, url } = await startServer(suite)
  const browser = await openBrowser(suite)
  const { markup } = site
  const short = markup.slice(0, 100)

  /** Waits until the page shows a part of the markup as text, and looks at all that it has drawn. */
  const assertHarmless = async (page: Page, text = 'hacked') => {
    await page
      .getByText(text)
      .or(page.locator(`input[value*="${text}"]`))
      .first()
      .waitFor({ state: 'attached' })
    const found = await page.locator(FOREIGN).evaluateAll((all) => all.map((each) => each.outerHTML))
    assert.deepEqual(found, [], page.url())
    assert.equal(await page.title(), 'scriptd')
    assert.deepEqual(site.seen, [])
  }
  const open = async (t: TestContext, place: string) => {
    const page = await visit(t, browser)
    page.on('dialog', (dialog) => assert.fail(`a dialog says ${dialog.message()}`))
    await page.goto(`${base}#/${place}`)
    return page
  }
  const script = (name: string, nodes: readonly object[], connections: object = {}) =>
    call('POST', '/api/scripts', { name, description: markup.slice(0, 500), nodes, connections })
  const execute = async (id: number, input?: unknown) =>
    (await call('POST', `/api/scripts/${id}/execute`, { ...(input !== undefined && { input }) })).id

  const ask = (path: string) => ({
    id: path.slice(1),
    type: 'http_request',
    name: short,
    parameters: { url: `${site.url}${path}` },
  })
  const { id: asking } = await script(short, ['/html', '/svg', '/json', '/long', '/fails'].map(ask))
  const { id: failing } = await script(`failing ${short}`.slice(0, 100), [
    { id: 'fail', type: 'fail', parameters: { message: markup } },
    {
      id: 'code',
      type: 'code',
      parameters: {
        code: `console.log(input.text); throw Object.assign(new Error(input.text), { name: input.text })`,
      },
    },
    { id: 'rows', type: 'transform', parameters: { expression: `[{"a": params.text}, {"a": 1}]` } },
  ])
  const first = await execute(asking)
  const second = await execute(asking)
  const failed = await execute(failing, { text: markup, [markup]: markup })

  await suite.test('answers of other servers', async (t) => {
    const page = await open(t, `executions/${first}`)
    for (const node of await waitForAll(page.locator('.timeline').getByRole('button'), 5)) {
      await node.click()
      await assertHarmless(page)
    }
    await page.getByRole('button', { name: /Whole execution/ }).click()
    await assertHarmless(page)
    await page.goto(`${base}#/compare/${first}/${second}`)
    for (const row of await waitForAll(page.locator('tbody button[aria-expanded]'), 5)) await row.click()
    await assertHarmless(page)
  })

  await suite.test('errors, logs and tables', async (t) => {
    const page = await open(t, `executions/${failed}`)
    for (const node of await waitForAll(page.locator('.timeline').getByRole('button'), 3)) {
      await node.click()
      await assertHarmless(page)
    }
    await page.locator('th', { hasText: 'a' }).first().waitFor()
  })

  await suite.test('names in the editor, with the results of its tests', async (t) => {
    const page = await open(t, `scripts/${asking}`)
    await page.locator('.react-flow__node[data-id="html"]').click()
    await assertHarmless(page)
    await page.getByRole('tab', { name: 'Test' }).click()
    await page.getByRole('button', { name: 'Run this node' }).click()
    await page.locator('.test-result', { hasText: 'Completed' }).waitFor()
    await assertHarmless(page)
    await page.keyboard.press('Control+k')
    await page.locator('.pick').getByRole('option').first().waitFor()
    await assertHarmless(page)
  })

  await suite.test('names on all other pages', async (t) => {
    await call('POST', '/api/schedules', { script_id: asking, name: short, cron: '0 0 1 1 *' })
    await call('POST', '/api/webhooks', { script_id: asking, name: short })
    await call('PUT', `/api/variables/hostile`, { value: { [markup]: markup } })
    await call('PUT', '/api/dashboard/stats', { stats: { [short.slice(0, 50)]: 1, hacked: 2 } })
    const name = `hacked<img src=x onerror=alert(1)>.svg`
    const path = `${url}/api/files/content?path=${encodeURIComponent(name)}`
    await fetch(path, {
      method: 'PUT',
      body: markup,
      headers: { 'Content-Type': 'application/octet-stream' },
    })
    const page = await open(t, 'scripts')
    await assertHarmless(page)
    for (const place of [
      'executions',
      'dashboard',
      'schedules',
      'webhooks',
      'files',
      'variables',
      'server',
    ]) {
      await page.goto(`${base}#/${place}`)
      await page.locator('main h1').first().waitFor()
      if (place !== 'server') await assertHarmless(page)
    }
    // What is in a file is never shown, also when its address is opened.
    await page.goto(`${base}#/files`)
    const [, download] = await Promise.all([
      page.evaluate((address) => {
        location.href = address
      }, path),
      page.waitForEvent('download'),
    ])
    assert.equal(await download.failure(), null)
    assert.equal(await page.title(), 'scriptd')
    assert.deepEqual(site.seen, [])
  })
})

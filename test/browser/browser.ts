/** `npm run build && npm run test:browser`: the page does its job in Chromium, served by the executable. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startServer } from './server.ts'
import { closure, readPageFiles } from './sizes.ts'
import { APPEARANCES, accessibilityProblems, openBrowser, takePicture, visit } from './visitor.ts'

const MAX_SHELL_BYTES = 60_000
const MAX_ALL_BYTES = 250_000

const HOSTILE = '<img src=x onerror="document.title=\'hacked\'"><script>document.title="hacked"</script>'

const completed = (page: Page) => page.locator('.title-block').getByText('Completed').waitFor()

test('the page in a browser', async (t) => {
  const browser = await openBrowser(t)
  const server = await startServer(t)
  const open = async (inner: TestContext, place: string, options?: Parameters<typeof visit>[2]) => {
    const page = await visit(inner, browser, options)
    await page.goto(server.page + place)
    return page
  }

  await t.test('its parts are small', async (inner) => {
    const { files, first } = await readPageFiles(server.page)
    const bytes = (names: Iterable<string>) =>
      [...names].reduce((sum, name) => sum + (files.get(name)?.bytes ?? 0), 0)
    const dashboard = [...files.keys()].filter((name) => name.startsWith('dashboard-page'))
    const shell = bytes(closure(files, [...first, ...dashboard]))
    const all = bytes(files.keys())
    inner.diagnostic(`shell with lists and dashboard ${shell} bytes, all ${all} (gzip)`)
    for (const { name, bytes: size } of files.values()) inner.diagnostic(`${name} ${size}`)
    assert.ok(shell <= MAX_SHELL_BYTES, `shell: ${shell}`)
    assert.ok(all <= MAX_ALL_BYTES, `all: ${all}`)
  })

  await t.test('a first script runs at once, and its nodes are seen to finish', async (inner) => {
    const page = await open(inner, '')
    await takePicture(page, 'first-script')
    await page.getByRole('button', { name: /Work through a list/ }).click()
    const greet = page.locator('.timeline').getByRole('button', { name: /Greet/ })
    await greet.waitFor()
    await completed(page)
    await page.getByRole('button', { name: /Whole execution/ }).click()
    await page.getByText('"Hello, Ada!"').first().waitFor()
    await greet.click()
    await page.getByText('5 runs').waitFor()
    await page.locator('.details').getByText('Ada', { exact: true }).waitFor()
    await takePicture(page, 'execution')
  })

  await t.test('whatever scripts and outputs are called, they stay text', async (inner) => {
    const { id } = await server.call('POST', '/api/scripts', {
      name: HOSTILE.slice(0, 100),
      nodes: [
        {
          id: 'out',
          type: 'transform',
          name: HOSTILE.slice(0, 100),
          parameters: { expression: JSON.stringify(HOSTILE) },
        },
        { id: 'no', type: 'fail', parameters: { message: HOSTILE } },
      ],
      connections: { out: [{ target: 'no' }] },
    })
    const execution = await server.call('POST', `/api/scripts/${id}/execute`, {})
    const page = await open(inner, '#/scripts')
    await page.getByText('<img src=x').first().waitFor()
    await page.goto(`${server.page}#/executions`)
    await page.locator('tbody').getByText('onerror=').first().waitFor()
    await page.goto(`${server.page}#/executions/${execution.id}`)
    await page.locator('.timeline').getByRole('button').first().click()
    await page.locator('pre.text').getByText('<script>').waitFor()
    assert.equal(await page.title(), 'scriptd')
    assert.equal(await page.locator('img[src=x]').count(), 0)
  })

  await t.test('a template is offered also where there are scripts', async (inner) => {
    const page = await open(inner, '#/scripts')
    await page.getByRole('button', { name: 'New script' }).click()
    assert.deepEqual(await accessibilityProblems(page), [])
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Add up an order/ })
      .click()
    await completed(page)
  })

  await t.test(
    'the navigation is folded beside a graph that is edited, or where one folds it',
    async (inner) => {
      const { id } = await server.call('POST', '/api/scripts', { name: 'Narrow' })
      const page = await open(inner, `#/scripts/${id}`)
      const link = page.locator('.side').getByRole('link', { name: 'Executions' })
      const widthOf = async () => (await link.boundingBox())?.width ?? 0
      await page.getByRole('button', { name: 'Unfold navigation' }).waitFor()
      assert.ok((await widthOf()) < 50)
      await link.click()
      await page.getByRole('button', { name: 'Fold navigation', exact: true }).press('Enter')
      assert.ok((await widthOf()) < 50)
      await page.reload()
      await page.getByRole('button', { name: 'Unfold navigation' }).click()
      assert.ok((await widthOf()) > 100)
      await page.goto(`${server.page}#/scripts/${id}`)
      await page.getByRole('button', { name: 'Unfold navigation' }).waitFor()
    },
  )

  await t.test('filters stand in the address and survive a reload', async (inner) => {
    const page = await open(inner, '#/executions')
    await page.locator('.several summary').click()
    await page.getByRole('checkbox', { name: 'Failed' }).check()
    await page.waitForURL(/status=failed/)
    await page.reload()
    const rows = page.locator('tbody tr')
    await rows.first().waitFor()
    assert.deepEqual(new Set(await page.locator('tbody .status').allInnerTexts()).size, 1)
    await takePicture(page, 'executions')
  })

  await t.test('several executions are deleted at once', async (inner) => {
    const page = await open(inner, '#/executions?status=failed')
    const boxes = page.locator('tbody input[type=checkbox]')
    await boxes.first().waitFor()
    for (const box of await boxes.all()) await box.check()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('No execution matches the filters').waitFor()
  })

  await t.test('a deleted script comes back by undoing', async (inner) => {
    const { name } = await server.call('POST', '/api/scripts', { name: 'Short-lived' })
    const page = await open(inner, '#/scripts')
    await page.getByRole('button', { name: `More actions for “${name}”` }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('link', { name }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('link', { name }).waitFor()
  })

  await t.test('a script is run with an input by the keyboard alone', async (inner) => {
    await server.call('POST', '/api/scripts', {
      name: 'Greeting',
      nodes: [{ id: 'greet', type: 'transform', parameters: { expression: '"Hello " & params.who' } }],
    })
    const page = await open(inner, '#/scripts?q=Greeting')
    await page.getByRole('button', { name: 'Run “Greeting”' }).waitFor()
    const pressUntil = async (key: string, name: string) => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press(key)
        const focused = await page.evaluate(() => {
          const { activeElement } = document
          return (
            activeElement?.getAttribute('aria-label') ??
            activeElement?.closest('label')?.textContent ??
            activeElement?.textContent
          )
        })
        if (focused === name) return
      }
      assert.fail(`${key} never leads to ${name}`)
    }
    await pressUntil('Tab', 'Run “Greeting”')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByText('who').waitFor()
    await pressUntil('Tab', 'who')
    await page.keyboard.type('Ada')
    await page.keyboard.press('Enter')
    await completed(page)
    await page.getByText('Hello Ada').first().waitFor()
  })

  await t.test('the dashboard draws what statistics were', async (inner) => {
    await server.call('PUT', '/api/dashboard/stats', { stats: { visits: 12, balance: -3 } })
    const page = await open(inner, '#/dashboard')
    for (const [name, value] of [
      ['visits', '12'],
      ['balance', '-3'],
    ] as const) {
      const row = page.getByRole('row').filter({ has: page.getByRole('cell', { name, exact: true }) })
      await row.getByRole('img', { name: new RegExp(`^Over time: .*${value}$`) }).waitFor()
    }
  })

  await t.test(
    'files are uploaded, downloaded and deleted, and a folder is chosen for scripts',
    async (inner) => {
      const put = (path: string) =>
        fetch(`${server.url}/api/files/content?path=${path}`, {
          method: 'PUT',
          body: 'old',
          headers: { 'Content-Type': 'application/octet-stream' },
        })
      assert.equal((await put('reports/june.csv')).status, 201)
      const page = await open(inner, '#/files')
      await page.getByText('Working folder for scripts').waitFor()
      await page.getByRole('link', { name: 'reports/' }).click()
      await page.getByRole('button', { name: 'Use this folder for scripts' }).click()
      await page.getByText('Working folder for scripts').waitFor()
      assert.deepEqual(await server.call('GET', '/api/folder'), { folder_path: 'reports' })
      const content = Buffer.from('id,name\n1,Ada\n')
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'july.csv', mimeType: 'text/csv', buffer: content })
      await page.getByRole('button', { name: 'Actions for “july.csv”' }).click()
      const downloaded = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: 'Download' }).click()
      assert.deepEqual(await readFile(await (await downloaded).path()), content)
      await page.getByRole('button', { name: 'Actions for “july.csv”' }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('cell', { name: 'july.csv', exact: true }).waitFor({ state: 'detached' })
      await server.call('POST', '/api/folder/select', { path: '' })
    },
  )

  await t.test('every page is accessible in both themes and both languages', async (inner) => {
    const [script] = await server.call('GET', '/api/scripts?q=Greeting')
    await server.call('POST', '/api/schedules', { script_id: script.id, name: 'Nightly', cron: '30 2 * * *' })
    await server.call('POST', '/api/webhooks', { script_id: script.id, name: 'Orders' })
    await server.call('PUT', '/api/variables/region', { value: { eu: true } })
    await server.call('PUT', '/api/secrets/MAIL', { value: 'long enough' })
    const [execution] = await server.call('GET', '/api/executions?limit=1')
    const places = [
      'scripts',
      `scripts/${script.id}`,
      'executions',
      `executions/${execution.id}`,
      'dashboard',
      'schedules',
      'webhooks',
      'files',
      'variables',
      'secrets',
      'keys',
      'server',
    ]
    const problems: string[] = []
    const page = await visit(inner, browser)
    for (const place of places) {
      await page.goto(`${server.page}#/${place}`)
      await page.locator('main h1').first().waitFor()
      await page.waitForLoadState('networkidle')
      const unfold = page.locator('.fold[aria-expanded=false]')
      if (await unfold.isVisible()) await unfold.click()
      for (const { colorScheme, locale } of APPEARANCES) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await page.locator('.side select').nth(1).selectOption(locale.slice(0, 2))
        const name = [place.replace(/\/.*/, '-one'), colorScheme, locale].join('-')
        await takePicture(page, name)
        problems.push(...(await accessibilityProblems(page)).map((problem) => `${name}: ${problem}`))
      }
    }
    assert.deepEqual(problems, [])
  })

  await t.test('nothing is wider than a narrow window', async (inner) => {
    const page = await open(inner, '#/scripts', { viewport: { width: 400, height: 800 } })
    for (const place of ['scripts', 'executions', 'dashboard', 'schedules', 'server']) {
      await page.goto(`${server.page}#/${place}`)
      await page.locator('main h1').first().waitFor()
      await page.waitForLoadState('networkidle')
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(width <= 400, `${place}: ${width}`)
    }
    await takePicture(page, 'narrow')
  })

  await t.test('an execution that runs while the server goes away is shown as lost', async (inner) => {
    const own = await startServer(inner)
    const { id } = await own.call('POST', '/api/scripts', {
      name: 'Long',
      nodes: [{ id: 'wait', type: 'wait', parameters: { ms: 60_000 } }],
    })
    const found = await own.call('POST', `/api/scripts/${id}/execute`, {})
    const page = await visit(inner, browser, { isExpected: (text) => /net::|Failed to load/.test(text) })
    await page.goto(`${own.page}#/executions/${found.id}`)
    await page
      .locator('.title-block')
      .getByText(/Running|Waiting/)
      .waitFor()
    await own.stop()
    await page.getByText('The connection was lost').waitFor()
  })

  await t.test('once there are keys, a dialog asks for one and goes on', async (inner) => {
    const page = await open(inner, '#/scripts', { isExpected: (text) => text.includes('401') })
    const admin = await server.call('POST', '/api/keys', { name: 'Admin', scopes: ['admin'] })
    const answer = await fetch(`${server.url}/api/keys`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${admin.key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'Reader', scopes: ['read'] }),
    })
    const { key } = Object(await answer.json()).data
    // As on a busy machine, the first refusal arrives before the page has drawn anything.
    await page.addInitScript(() => {
      const wait = window.setTimeout
      const draw = window.requestAnimationFrame
      window.setTimeout = Object.assign(
        (run: () => void, ms = 0) => wait(run, Math.max(ms, 300)),
        window.setTimeout,
      )
      window.requestAnimationFrame = (callback) => Number(wait(() => draw(callback), 300))
    })
    await page.reload()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('API key').fill('sd_wrong')
    await dialog.getByRole('button', { name: 'Log in' }).click()
    await dialog.getByText('does not accept this key').waitFor()
    await dialog.getByLabel('API key').fill(key)
    await takePicture(page, 'log-in')
    await dialog.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('link', { name: 'Greeting' }).waitFor()
    // What the key may not do is not offered.
    assert.equal(await page.getByRole('button', { name: 'New script' }).count(), 0)
    assert.equal(await page.getByRole('button', { name: /^Run/ }).count(), 0)
    await page.reload()
    await page.getByRole('link', { name: 'Greeting' }).waitFor()
    await page.getByRole('button', { name: 'Log out' }).click()
    await dialog.getByLabel('API key').waitFor()
  })
})

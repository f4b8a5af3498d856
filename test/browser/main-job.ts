import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startServer } from './server.ts'
import { openBrowser, visit } from './visitor.ts'

test('the main job', async (suite) => {
  const browser = await openBrowser(suite)
  const server = await startServer(suite)

  await suite.test(
    'what failed is found, mended, run again with the same input, and scheduled',
    async (t) => {
      const { id } = await server.call('POST', '/api/scripts', {
        name: 'Invoices',
        nodes: [
          { id: 'start', type: 'start' },
          {
            id: 'sum',
            name: 'Sum',
            type: 'transform',
            parameters: { expression: '$number(input.amount) * 2' },
          },
          { id: 'end', type: 'end', parameters: { output: { id: '{{ params.id }}' } } },
        ],
        connections: { start: [{ target: 'sum' }], sum: [{ target: 'end' }] },
      })
      const page = await visit(t, browser)
      await page.goto(`${server.page}#/scripts?q=Invoices`)
      const dialog = page.getByRole('dialog')
      await page.getByRole('button', { name: 'Run “Invoices”' }).click()
      await dialog.getByLabel('amount').fill('twelve')
      await dialog.getByLabel('id').fill('7')
      await dialog.getByRole('button', { name: 'Run' }).click()

      const failure = page.locator('main .problem').first()
      await failure.getByText('Sum:').waitFor()
      await page.locator('.details').getByRole('link', { name: 'Edit this node' }).click()
      const expression = page.locator('.inspector').getByLabel('Expression')
      await expression.fill('input.amount & "!"')
      await page.getByRole('button', { name: 'Save and run' }).click()
      assert.equal(await dialog.getByLabel('amount').inputValue(), 'twelve')
      await dialog.getByRole('button', { name: 'Run' }).click()
      await page.locator('.title-block').getByText('Completed').waitFor()

      const [second, first] = await server.call('GET', `/api/executions?script_id=${id}`)
      await page.goto(`${server.page}#/compare/${first.id}/${second.id}`)
      await page.getByRole('row', { name: /Sum Different .*Failed.*Completed/ }).waitFor()

      await page.goto(`${server.page}#/scripts?q=Invoices`)
      await page.getByRole('button', { name: 'More actions for “Invoices”' }).click()
      await page.getByRole('menuitem', { name: 'Schedule' }).click()
      await dialog.getByRole('button', { name: 'On Monday at 08:00' }).click()
      await dialog.getByLabel('Time zone').fill('Asia/Seoul')
      await dialog.getByText('8:00:00 AM').first().waitFor()
      assert.match(await dialog.getByLabel('Input').inputValue(), /"amount": "twelve"/)
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('cell', { name: 'On Monday at 08:00' }).waitFor()
      const [saved] = await server.call('GET', `/api/schedules?script_id=${id}`)
      assert.deepEqual(
        [saved.name, saved.cron, saved.timezone, saved.input],
        ['Invoices', '0 8 * * 1', 'Asia/Seoul', { amount: 'twelve', id: 7 }],
      )
    },
  )

  await suite.test('a second script of the same name gets a number', async (t) => {
    const page = await visit(t, browser)
    const names = async () =>
      (await server.call('GET', '/api/scripts?q=Untitled')).map(({ name }: { name: string }) => name).sort()
    for (const end of ['', ' 2']) {
      await page.goto(`${server.page}#/scripts`)
      await page.getByRole('button', { name: 'New script' }).click()
      await page.getByRole('button', { name: 'Start with an empty script' }).click()
      await page.waitForSelector('.canvas-empty')
      assert.ok((await names()).includes(`Untitled script${end}`))
    }
    await page.goto(`${server.page}#/scripts`)
    for (const copy of ['Untitled script (copy)', 'Untitled script (copy) 2']) {
      await page.getByRole('button', { name: 'More actions for “Untitled script”' }).click()
      await page.getByRole('menuitem', { name: 'Duplicate' }).click()
      await page.getByRole('link', { name: copy, exact: true }).waitFor()
    }
  })

  await suite.test('the first key may do everything, so that it can create others', async (t) => {
    const page = await visit(t, browser)
    await page.goto(`${server.page}#/keys`)
    await page.getByRole('button', { name: 'New key' }).click()
    const dialog = page.getByRole('dialog')
    assert.equal(await dialog.getByLabel('admin: everything').isChecked(), true)
    assert.equal(await dialog.getByLabel('read: see everything').isChecked(), false)
  })
})

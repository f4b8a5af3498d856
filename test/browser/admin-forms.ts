import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startServer } from './server.ts'
import { accessibilityProblems, openBrowser, takePicture, visit } from './visitor.ts'

test('the forms of administration', async (suite) => {
  const browser = await openBrowser(suite)
  const server = await startServer(suite)
  const { id } = await server.call('POST', '/api/scripts', {
    name: 'Orders',
    nodes: [{ id: 'start', type: 'start' }],
  })
  await server.call('PUT', '/api/secrets/shop_key', { value: 'a key that only the shop has' })

  await suite.test('a webhook is created, edited, and not overwritten', async (t) => {
    const page = await visit(t, browser, { isExpected: (text) => text.includes('412') })
    const dialog = page.getByRole('dialog')
    await page.goto(`${server.page}#/webhooks`)
    await page.getByRole('button', { name: 'New webhook' }).click()
    await dialog.getByRole('checkbox', { name: 'PUT' }).check()
    await dialog.getByRole('checkbox', { name: 'POST' }).uncheck()
    await dialog.getByLabel('Requests must prove').selectOption('hmac')
    await dialog.getByLabel('Secret').fill('shop_key')
    await dialog.getByLabel('Signed as by').selectOption('custom')
    await dialog.getByLabel('Header with the signature').fill('X-Shop-Signature')
    await dialog.getByText('More options').click()
    await dialog.getByLabel('Only if').fill('body.total > 100')
    await dialog.getByLabel('Requests per second').fill('2.5')
    assert.deepEqual(await accessibilityProblems(page), [])
    await takePicture(page, 'webhook-form')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await dialog.getByText('-X PUT').waitFor()
    await page.keyboard.press('Escape')

    const [created] = await server.call('GET', `/api/webhooks?script_id=${id}`)
    const { methods, auth, filter, rate_limit } = created
    assert.deepEqual(methods, ['PUT'])
    assert.deepEqual([auth.type, auth.secret, auth.header], ['hmac', 'shop_key', 'X-Shop-Signature'])
    assert.deepEqual([filter, rate_limit], ['body.total > 100', 2.5])

    const edit = async () => {
      await page.getByRole('button', { name: 'Actions for “Orders”' }).click()
      await page.getByRole('menuitem', { name: 'Edit' }).click()
      await dialog.getByLabel('Only if').fill('body.total > 200')
    }
    await edit()
    await server.call('PATCH', `/api/webhooks/${created.id}`, { rate_limit: 3 })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('alert').waitFor()
    await page.keyboard.press('Escape')
    await edit()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    const saved = await server.call('GET', `/api/webhooks/${created.id}`)
    assert.deepEqual([saved.filter, saved.rate_limit, saved.methods], ['body.total > 200', 3, ['PUT']])
  })

  await suite.test('a schedule has an end and a jitter, and keeps them when it is edited', async (t) => {
    const page = await visit(t, browser, { timezoneId: 'Asia/Seoul' })
    const dialog = page.getByRole('dialog')
    await page.goto(`${server.page}#/schedules`)
    await page.getByRole('button', { name: 'New schedule' }).click()
    await dialog.getByText('More options').click()
    await dialog.getByLabel('Not after').fill('2999-01-01T00:00')
    await dialog.getByLabel('Random delay').fill('30')
    assert.deepEqual(await accessibilityProblems(page), [])
    await takePicture(page, 'schedule-form')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Actions for “Orders”' }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await dialog.getByLabel('Name').fill('Daily orders')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Daily orders', { exact: true }).waitFor()
    const [saved] = await server.call('GET', `/api/schedules?script_id=${id}`)
    assert.deepEqual([saved.ends_at, saved.jitter_ms], ['2998-12-31T15:00:00.000Z', 30_000])
  })

  await suite.test('a user setting is set, changed and deleted', async (t) => {
    const page = await visit(t, browser, { isExpected: (text) => text.includes('412') })
    const dialog = page.getByRole('dialog')
    const save = () => dialog.getByRole('button', { name: 'Save' }).click()
    const settings = async () => (await server.call('GET', '/api/config/user-settings')).settings
    await page.goto(`${server.page}#/server`)
    await page.getByRole('button', { name: 'New setting' }).click()
    await dialog.getByLabel('Name').fill('colour/main')
    await dialog.getByLabel('Value').fill('{"hue": 210}')
    await save()
    const actions = page.getByRole('button', { name: 'Actions for “colour/main”' })
    await actions.click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
    await dialog.getByLabel('Value').fill('{"hue": 30}')
    assert.deepEqual(await accessibilityProblems(page), [])
    await save()
    await page.getByText('30').waitFor()
    assert.deepEqual(await settings(), { 'colour/main': { hue: 30 } })

    await page.getByRole('button', { name: 'New setting' }).click()
    await dialog.getByLabel('Name').fill('colour/main')
    await dialog.getByLabel('Value').fill('blue')
    await save()
    await dialog.getByRole('alert').waitFor()
    await page.keyboard.press('Escape')
    assert.deepEqual(await settings(), { 'colour/main': { hue: 30 } })

    await actions.click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('There are no user settings.').waitFor()
  })

  await suite.test(
    'a new variable does not replace one of the same name, and an edit no newer value',
    async (t) => {
      await server.call('PUT', '/api/variables/SHOP', { value: 'one' })
      const page = await visit(t, browser, { isExpected: (text) => text.includes('412') })
      const dialog = page.getByRole('dialog')
      const save = () => dialog.getByRole('button', { name: 'Save' }).click()
      const value = async () => (await server.call('GET', '/api/variables/SHOP')).value
      await page.goto(`${server.page}#/variables`)
      await page.getByRole('button', { name: 'Set a variable' }).click()
      await dialog.getByLabel('Name').fill('SHOP')
      await dialog.getByLabel('Value').fill('two')
      await save()
      await dialog.getByRole('alert').waitFor()
      await page.keyboard.press('Escape')
      const edit = async () => {
        await page.getByRole('button', { name: 'Actions for “SHOP”' }).click()
        await page.getByRole('menuitem', { name: 'Edit' }).click()
        await dialog.getByLabel('Value').fill('three')
      }
      await edit()
      await server.call('PUT', '/api/variables/SHOP', { value: 'newer' })
      await save()
      await dialog.getByRole('alert').waitFor()
      assert.equal(await value(), 'newer')
      await page.keyboard.press('Escape')
      await edit()
      await save()
      await dialog.waitFor({ state: 'detached' })
      assert.equal(await value(), 'three')
    },
  )
})

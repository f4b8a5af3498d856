/** `npm run build && node --test test/browser/editor.ts`: the main job of the editor in a real browser. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { repeatUntilShown, startEditor, tree, triage, waitForDraft, waitUntilSeen } from './support/editor.ts'

test('the editor in a browser', async (suite) => {
  const openEditor = await startEditor(suite)

  await suite.test('a script is drawn, changed by mouse and form, undone and saved', async (t) => {
    const { page, node, call, path, saved } = await openEditor(t)
    assert.equal(await page.locator('.react-flow__node').count(), 4)
    assert.equal(await page.locator('.react-flow__edge').count(), 3)

    await node('ship').click()
    await page.getByRole('button', { name: 'Log', exact: true }).click()
    await page.waitForSelector('.problem-count.bad')
    assert.match(await page.locator('.inspector').innerText(), /A value is required/)
    await page.locator('.inspector .code-field').first().click()
    await page.keyboard.type('Shipped {{ input.ship }}')
    await page.waitForSelector('.problem-count:not(.bad)')
    await page.keyboard.press('Control+s')
    await saved()
    const { nodes, connections } = await call('GET', path)
    const log = nodes.find(({ id }: { id: string }) => id === 'log')
    assert.deepEqual(log.parameters, { message: 'Shipped {{ input.ship }}' })
    assert.ok(log.position.x > 0)
    assert.deepEqual(connections.ship, [
      { target: 'end', output: 'out' },
      { target: 'log', output: 'out' },
    ])

    await page.getByRole('button', { name: /^Lay out/ }).click()
    await page.waitForSelector('.editor-state.dirty')
    await page.getByRole('button', { name: /^Undo/ }).click()
    await saved()
  })

  await suite.test('a version is saved with a note, compared, and restored', async (t) => {
    const { page, call, path, saved } = await openEditor(t)
    const name = page.getByRole('textbox', { name: 'Script name' })
    const before = await name.inputValue()
    await name.fill('Renamed')
    await page.getByRole('button', { name: 'Versions' }).click()
    await page.getByRole('textbox', { name: 'What the change is for' }).fill('A better name')
    await page.getByRole('button', { name: 'Save with note' }).click()
    await saved()
    await page.getByRole('cell', { name: 'A better name' }).waitFor()
    await page.getByRole('button', { name: 'Compare version 1 with the editor' }).click()
    await page.getByText('"Renamed"').waitFor()
    await page.getByRole('button', { name: 'Restore version 1' }).click()
    await page.waitForSelector('.editor-state:has-text("version 3")')
    assert.equal((await call('GET', path)).name, before)
    assert.equal(await name.inputValue(), before)
  })

  await suite.test('a node is dragged, and a connection is drawn from port to port', async (t) => {
    const { page, node, call, path, saved } = await openEditor(t)
    const before = await node('end').boundingBox()
    assert.ok(before)
    await node('end').hover({ position: { x: 40, y: 12 } })
    await page.mouse.down()
    await page.mouse.move(before.x + 40, before.y + 160, { steps: 8 })
    await page.mouse.up()
    await page.waitForSelector('.editor-state.dirty')
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Show the whole graph' }).click()
    const port = node('kind').locator('.card-port.source').nth(1)
    // Waits until the port stands still, as the graph moves for a moment.
    await port.hover()
    await page.mouse.down()
    const end = await node('end').locator('.card-port.target').boundingBox()
    assert.ok(end)
    await page.mouse.move(end.x + 2, end.y + 2, { steps: 8 })
    await page.mouse.up()
    await page.keyboard.press('Control+s')
    await saved()
    const { connections } = await call('GET', path)
    assert.deepEqual(connections.kind, [
      { target: 'ship', output: 'paid' },
      { target: 'end', output: 'open' },
    ])
  })

  await suite.test('all of it is done by the keyboard alone', async (t) => {
    const { page, call, path, saved, focused } = await openEditor(t)
    const { keyboard } = page
    await page.locator('main').focus()
    for (let left = 10; left > 0 && (await focused()) !== 'start'; left -= 1) await keyboard.press('F6')
    assert.equal(await focused(), 'start')
    await keyboard.press('Tab')
    assert.equal(await focused(), 'kind')
    await keyboard.press('Alt+ArrowRight')
    assert.equal(await focused(), 'ship')
    await keyboard.press('a')
    await page.waitForSelector('dialog[open]')
    await keyboard.type('log')
    await keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-id') === 'log')
    await keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.closest('.code-field'))
    await keyboard.type('Done')
    await keyboard.press('Escape')
    assert.equal(await focused(), 'log')
    await keyboard.press('c')
    await page.waitForSelector('dialog[open]')
    await keyboard.type('end')
    await keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-id') === 'log')
    await keyboard.press('ArrowDown')
    await keyboard.press('Shift+F10')
    await page.waitForSelector('[role=menu]')
    await keyboard.press('Escape')
    assert.equal(await focused(), 'log')
    await keyboard.press('Control+s')
    await saved()
    const { nodes, connections } = await call('GET', path)
    assert.equal(nodes.at(-1).parameters.message, 'Done')
    assert.deepEqual(connections.log, [{ target: 'end', output: 'out' }])
    await keyboard.press('Delete')
    await keyboard.press('Control+z')
    await saved()
  })

  await suite.test('nodes are copied and pasted by the clipboard, with ids of their own', async (t) => {
    const { page, node } = await openEditor(t)
    await node('kind').click()
    await node('ship').click({ modifiers: ['ControlOrMeta'] })
    await page.evaluate(() => {
      const data = new DataTransfer()
      const event = (type: string) =>
        document.body.dispatchEvent(
          new ClipboardEvent(type, { clipboardData: data, bubbles: true, cancelable: true }),
        )
      event('copy')
      event('paste')
    })
    // The view moves to what has been pasted; only what is seen of a graph is drawn.
    for (const id of ['kind_2', 'ship_2']) await waitUntilSeen(page, id)
    await page.getByRole('button', { name: 'Show the whole graph' }).click()
    await page.locator('.react-flow__node').nth(5).waitFor()
    assert.equal(await page.locator('.react-flow__node').count(), 6)
    assert.equal(await page.locator('.react-flow__edge').count(), 4)
    // Duplicates are shown, too, wherever they are.
    await node('end').click()
    await page.keyboard.press('Control+d')
    await waitUntilSeen(page, 'end_2')
  })

  await suite.test('what somebody else saved is compared and merged, not overwritten', async (t) => {
    const { page, node, call, path, saved } = await openEditor(t)
    await node('ship').click()
    await page.locator('.inspector .code-field').first().click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('"mine"')
    await call('PATCH', `${path}/nodes/ship`, { parameters: { expression: '"theirs"' } })
    await call('PATCH', `${path}/nodes/end`, { name: 'Their end' })
    await page.keyboard.press('Control+s')
    const dialog = page.locator('dialog[open]')
    await dialog.waitFor()
    assert.match(await dialog.innerText(), /"mine"[\s\S]*"theirs"/)
    await dialog.getByRole('combobox').selectOption('mine')
    await dialog.getByRole('button', { name: 'Merge and save' }).click()
    await saved()
    const { nodes } = await call('GET', path)
    const found = new Map<string, { name?: string; parameters: unknown }>(
      nodes.map((each: { id: string }) => [each.id, each]),
    )
    assert.deepEqual(found.get('ship')?.parameters, { expression: '"mine"' })
    assert.equal(found.get('end')?.name, 'Their end')
  })

  await suite.test('unsaved changes survive a closed tab', async (t) => {
    const { page, node, address } = await openEditor(t)
    await node('ship').click()
    await page.locator('.inspector .code-field').first().click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('"draft"')
    await waitForDraft(page, '\\"draft\\"')
    const next = await page.context().newPage()
    await page.close({ runBeforeUnload: false })
    await next.goto(address)
    await next.getByRole('button', { name: 'Restore' }).click()
    await next.waitForSelector('.editor-state.dirty')
    await next.locator('.react-flow__node[data-id="ship"]').getByText('"draft"').waitFor()
  })

  await suite.test('another language and another width of the window keep what was edited', async (t) => {
    const { page, node } = await openEditor(t)
    await node('ship').click()
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: 'Unfold navigation' }).click()
    await page.locator('.side select').nth(1).selectOption('ko')
    await page.getByRole('button', { name: '저장', exact: true }).waitFor()
    await page.setViewportSize({ width: 700, height: 900 })
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.waitForSelector('.editor-state.dirty')
    // Only what is seen of a graph is drawn.
    await page.getByRole('button', { name: '전체 그래프 보기' }).click()
    for (const id of ['start', 'kind', 'end']) await waitUntilSeen(page, id)
    assert.equal(await page.locator('.react-flow__node').count(), 3)
  })

  await suite.test('a node runs alone with a pinned input, and an expression is tried with it', async (t) => {
    const { page, node } = await openEditor(t)
    await node('ship').click()
    await page.getByRole('tab', { name: 'Test' }).click()
    await page.locator('.inspector .code-field').first().click()
    await page.keyboard.type('{"id": 7')
    await page.getByRole('button', { name: 'Run this node' }).click()
    await page.locator('.test-result', { hasText: 'Completed' }).waitFor()
    assert.match(await page.locator('.test-result').innerText(), /ship: 7/)
    await page.getByRole('tab', { name: 'Parameters' }).click()
    await page.getByRole('button', { name: 'Try' }).click()
    assert.match(await page.locator('.try-result').innerText(), /pinned input[\s\S]*"ship": 7/)
  })

  await suite.test('expressions are completed with fields of the last run and with functions', async (t) => {
    const { page, node, call, path } = await openEditor(t, {
      ...triage,
      nodes: triage.nodes.map((each) =>
        each.id === 'start' ? { ...each, type: 'transform', parameters: { expression: 'params' } } : each,
      ),
    })
    await call('POST', `${path}/execute`, { input: { status: 'paid', identity: 3 } })
    await node('kind').click()
    await page.locator('.inspector .code-field').first().click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('input.ide')
    const offered = (name: string) => page.getByRole('option').filter({ hasText: name })
    await offered('identity').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type(' & $upperc')
    await offered('$uppercase').waitFor()
    await page.locator('.code-help b').getByText('$uppercase(').waitFor()
    await page.keyboard.press('Escape')
    const field = page.locator('.inspector .code-text').first()
    assert.equal(await field.inputValue(), 'input.identity & $upperc')
    // The field undoes by itself what was typed and completed.
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    assert.notEqual(await field.inputValue(), 'input.identity & $upperc')
    // What other nodes gave in the last run counts, too.
    await page.keyboard.press('Control+a')
    await page.keyboard.type('nodes.start.identity + params.identity')
    await page.getByRole('button', { name: 'Try' }).first().click()
    await page.locator('.try-result', { hasText: 'last run' }).getByText('6', { exact: true }).waitFor()
  })

  await suite.test('code is indented, and what a function does is shown where the pointer is', async (t) => {
    const { page, node } = await openEditor(t, {
      name: 'Code',
      nodes: [
        { id: 'code', type: 'code', parameters: { code: 'return 1' } },
        { id: 'sum', type: 'transform', parameters: { expression: '$sum(input)' } },
      ],
      connections: { code: [{ target: 'sum' }] },
    })
    await node('code').click()
    const field = page.locator('.inspector .code-text').first()
    await field.click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('if (input) {')
    await page.keyboard.press('Enter')
    await page.keyboard.type('return "a')
    assert.equal(await field.inputValue(), 'if (input) {\n  return "a"\n}')
    assert.equal(await page.locator('.inspector .code-keyword').count(), 2)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const help = page.getByRole('tooltip').getByText('The sum of a list of numbers.')
    // The form may still grow, and move the name away from under the pointer.
    await repeatUntilShown(help, async () => {
      await page.mouse.move(0, 0)
      await page.locator('.inspector .code-function').hover({ force: true })
    })
  })

  await suite.test('numbers and entries keep what is typed, and undoing shows what was before', async (t) => {
    const { page, node, call, path, saved } = await openEditor(t, {
      name: 'Fields',
      nodes: [
        { id: 'pause', type: 'wait', parameters: { ms: 5 } },
        { id: 'ask', type: 'http_request', parameters: { url: 'https://example.com/', headers: { a: '1' } } },
      ],
      connections: { pause: [{ target: 'ask' }] },
    })
    await node('pause').click()
    const number = page.locator('.inspector input[inputmode]').first()
    await number.fill('')
    await number.pressSequentially('1.50')
    assert.equal(await number.inputValue(), '1.50')
    await number.fill('250')
    // A part of it that the form does not cover, as scrolling to the rest would be undone by the canvas.
    await node('ask').click({ position: { x: 20, y: 20 } })
    const entry = page.getByRole('textbox', { name: 'Headers: Name' })
    await entry.first().waitFor()
    await page.getByRole('button', { name: 'Add to Headers' }).click()
    // A name that is still empty cannot be kept in the value.
    await entry.nth(1).pressSequentially('bc')
    assert.deepEqual(await entry.evaluateAll((fields) => fields.map((field) => Object(field).value)), [
      'a',
      'bc',
    ])
    await node('ask').focus()
    // One undo or two, when there was more than a second between both letters.
    for (let left = 2; left > 0 && (await entry.count()) > 1; left -= 1) {
      const value = await entry.nth(1).inputValue()
      await page.keyboard.press('Control+z')
      await page.waitForFunction(
        (shown) =>
          document.querySelectorAll<HTMLInputElement>('[aria-label="Headers: Name"]')[1]?.value !== shown,
        value,
      )
    }
    assert.equal(await entry.count(), 1)
    assert.equal(await entry.first().inputValue(), 'a')
    await page.keyboard.press('Control+s')
    await saved()
    const { nodes } = await call('GET', path)
    assert.equal(nodes[0].parameters.ms, 250)
    assert.deepEqual(nodes[1].parameters.headers, { a: '1' })
  })

  await suite.test('hostile names and texts are shown as they are', async (t) => {
    const evil = '<img src=x onerror=alert(1)>'
    const { page, node } = await openEditor(t, {
      name: evil,
      nodes: [{ id: evil, type: 'log', name: evil, description: evil, parameters: { message: evil } }],
      connections: {},
    })
    await page.locator('.react-flow__node').first().click()
    await page.keyboard.press('Control+k')
    await page.locator('.pick').getByRole('option').first().waitFor()
    assert.equal(await page.locator('img[src="x"]').count(), 0)
    assert.equal(await node('start').count(), 0)
  })

  await suite.test('500 nodes pan at 30 frames a second, and 5,000 open', async (t) => {
    const { page, url, call } = await openEditor(t, tree(500))
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
    const box = await page.locator('.react-flow__pane').boundingBox()
    assert.ok(box)
    await page.mouse.move(box.x + 300, box.y + 300)
    await page.mouse.down()
    const frames = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const start = performance.now()
          let count = 0
          const next = () => {
            count += 1
            const passed = performance.now() - start
            if (passed < 2000) requestAnimationFrame(next)
            else resolve((count * 1000) / passed)
          }
          requestAnimationFrame(next)
        }),
    )
    for (let step = 0; step < 80; step += 1) {
      await page.mouse.move(box.x + 300 - step * 5, box.y + 300 + (step % 20) * 6)
    }
    await page.mouse.up()
    t.diagnostic(`panned 500 nodes at ${(await frames).toFixed(0)} frames a second`)

    const { id } = await call('POST', '/api/scripts', tree(5000))
    const start = performance.now()
    await page.goto(`${url}/ui/#/scripts/${id}`)
    await page.waitForFunction(
      () =>
        document.querySelector<HTMLInputElement>('.editor-name')?.value.startsWith('5000 nodes') &&
        document.querySelector('.react-flow__node'),
    )
    t.diagnostic(`5,000 nodes were seen after ${(performance.now() - start).toFixed(0)} ms`)
    assert.ok((await page.locator('.react-flow__node').count()) < 500, 'only what is seen is drawn')
  })
})

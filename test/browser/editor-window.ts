/** `npm run build && node --test test/browser/editor-window.ts`: the editor in small windows and with input methods. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { startEditor } from './support/editor.ts'
import { accessibilityProblems, takePicture } from './visitor.ts'

/** A full-HD screen at 200 %. */
const ENLARGED = { viewport: { width: 960, height: 540 }, deviceScaleFactor: 2 }

/** Types as an input method does: letters replace each other until the word is done. */
const compose = async (page: Page, steps: readonly string[], end: 'Enter' | 'Escape') => {
  const session = await page.context().newCDPSession(page)
  for (const text of steps) {
    await session.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  }
  const key = { key: end, code: end, windowsVirtualKeyCode: 229 }
  await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
  await session.send('Input.insertText', { text: end === 'Enter' ? (steps.at(-1) ?? '') : '' })
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
  await session.detach()
}

test('the editor in small windows and with input methods', async (suite) => {
  const openEditor = await startEditor(suite)

  await suite.test('the form of a node leaves the graph its room', async (t) => {
    const { page, node } = await openEditor(t)
    await node('end').click()
    const form = page.locator('.inspector')
    await form.waitFor()
    await page.getByRole('button', { name: 'Show the whole graph' }).click()
    // The view moves for a moment.
    await node('end').hover()
    const [left, ...boxes] = await Promise.all([
      form.boundingBox().then((box) => box?.x ?? 0),
      ...['start', 'kind', 'ship', 'end'].map((id) => node(id).boundingBox()),
    ])
    for (const box of boxes) assert.ok(box && box.x + box.width <= left, JSON.stringify({ left, box }))
  })

  await suite.test('a graph is edited in a window that is enlarged to 200 %', async (t) => {
    const { page, node, call, path, saved } = await openEditor(t, undefined, ENLARGED)
    await node('ship').click()
    const field = page.locator('.inspector .code-text').first()
    await field.fill('"enlarged"')
    const [canvas, card] = await Promise.all([
      page.locator('.canvas').boundingBox(),
      node('ship').boundingBox(),
    ])
    assert.ok(canvas && canvas.width >= 400, JSON.stringify(canvas))
    assert.ok(card && card.x >= canvas.x && card.x + card.width <= canvas.x + canvas.width, 'it is seen')
    for (const name of ['Save', 'Close']) {
      const box = await page.getByRole('button', { name, exact: true }).boundingBox()
      assert.ok(box && box.x + box.width <= ENLARGED.viewport.width, name)
    }
    assert.deepEqual(await accessibilityProblems(page), [])
    await takePicture(page, 'editor-enlarged')
    await page.keyboard.press('Control+s')
    await saved()
    const { nodes } = await call('GET', path)
    assert.equal(nodes[2].parameters.expression, '"enlarged"')
  })

  await suite.test('Hangul is composed in every field, and its keys do nothing else', async (t) => {
    const { page, node } = await openEditor(t)
    const name = page.getByRole('textbox', { name: 'Script name' })
    await name.fill('')
    await compose(page, ['ㅎ', '하', '한', '한그', '한글'], 'Enter')
    assert.equal(await name.inputValue(), '한글')

    await node('ship').click()
    const code = page.locator('.inspector .code-text').first()
    await code.fill('"')
    await compose(page, ['ㄱ', '가', '값'], 'Enter')
    // Enter has taken the word, and neither started a line nor a completion.
    assert.equal(await code.inputValue(), '"값')
    assert.equal(await page.locator('.code-options').count(), 0)
    await compose(page, ['ㅂ', '벼'], 'Escape')
    assert.equal(await code.inputValue(), '"값')
    assert.ok(
      await code.evaluate((element) => element === document.activeElement),
      'Escape stays in the field',
    )

    await page.getByRole('tab', { name: 'Behaviour' }).click()
    const title = page.locator('.inspector input[type=text]').first()
    await title.fill('')
    await compose(page, ['ㅂ', '배', '배소', '배송'], 'Enter')
    assert.equal(await title.inputValue(), '배송')

    await node('ship').focus()
    await page.keyboard.press('Control+k')
    const find = page.locator('dialog[open] input')
    await find.waitFor()
    await compose(page, ['ㅂ', '배', '배소', '배송'], 'Enter')
    assert.equal(await find.inputValue(), '배송')
    await page.keyboard.press('Enter')
    await find.waitFor({ state: 'detached' })
  })
})

/** `npm run build && node --test test/browser/editor-access.ts`: the editor as axe judges it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startEditor } from './support/editor.ts'
import { APPEARANCES, accessibilityProblems } from './visitor.ts'

test('nothing is wrong with the editor', async (suite) => {
  const openEditor = await startEditor(suite)

  for (const appearance of APPEARANCES) {
    await suite.test(Object.values(appearance).join(', '), async (t) => {
      const { page, node } = await openEditor(t, undefined, { ...appearance, reducedMotion: 'reduce' })
      assert.deepEqual(await accessibilityProblems(page), [], 'the graph')
      await node('ship').click()
      for (const tab of [0, 1, 2]) {
        await page.getByRole('tab').nth(tab).click()
        assert.deepEqual(await accessibilityProblems(page), [], `the form ${tab}`)
      }
      await page.getByRole('tab').first().click()
      await page.locator('.inspector .code-text').first().press('Control+ ')
      await page.locator('.code-options [role=option]').first().waitFor()
      assert.deepEqual(await accessibilityProblems(page), [], 'a completion')
      await page.keyboard.press('Escape')
      await node('kind').focus()
      for (const key of ['c', 'a', '?', 'Shift+F10']) {
        await page.keyboard.press(key)
        await page.waitForSelector('dialog[open], [role=menu]')
        assert.deepEqual(await accessibilityProblems(page), [], key)
        await page.keyboard.press('Escape')
        await page.waitForFunction(() => !document.querySelector('dialog[open], [role=menu]'))
        await node('kind').focus()
      }
    })
  }
})

/** `npm run build && node --test test/browser/editor-access.ts`: the editor as axe judges it. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { openEditor } from './support/editor.ts'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

const violationsOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(await readFile(AXE, 'utf8'))
  const found: readonly Violation[] = await page.evaluate(`
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations)
  `)
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`).join('\n  ')}`,
  )
}

// Rules look at colours or at texts, so that each theme and each language is needed once.
for (const [colorScheme, locale] of [
  ['light', 'en-US'],
  ['dark', 'ko-KR'],
] as const) {
  test(`nothing is wrong with the editor, ${colorScheme}, ${locale}`, async (t) => {
    const { page, node } = await openEditor(t, undefined, { colorScheme, locale })
    assert.deepEqual(await violationsOf(page), [], 'the graph')
    await node('ship').click()
    await page.keyboard.press('Control+d')
    await page.waitForTimeout(1000)
    for (const tab of [0, 1, 2]) {
      await page.getByRole('tab').nth(tab).click()
      await page.waitForTimeout(300)
      assert.deepEqual(await violationsOf(page), [], `the form ${tab}`)
    }
    await node('kind').focus()
    for (const key of ['c', 'a', '?', 'Shift+F10']) {
      await page.keyboard.press(key)
      await page.waitForSelector('dialog[open], [role=menu]')
      assert.deepEqual(await violationsOf(page), [], key)
      await page.keyboard.press('Escape')
      await page.waitForFunction(() => !document.querySelector('dialog[open], [role=menu]'))
      await node('kind').focus()
    }
  })
}

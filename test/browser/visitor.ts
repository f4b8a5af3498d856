import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const PICTURES = join(import.meta.dirname, 'pictures')

/** Only met when something will never show: the machine may be slow and busy. */
const TIMEOUT_MS = 180_000

export const openBrowser = async (t: TestContext): Promise<Browser> => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // The tests run as root in containers, where Chromium has no sandbox.
    args: ['--no-sandbox'],
  })
  t.after(() => browser.close())
  return browser
}

/** A page in a browser profile of its own. What Chromium complains of, such as a violated CSP, fails the test. */
export const visit = async (
  t: TestContext,
  browser: Browser,
  {
    isExpected = () => false,
    ...options
  }: BrowserContextOptions & { isExpected?: (text: string) => boolean } = {},
) => {
  const context = await browser.newContext({ locale: 'en-US', ...options })
  context.setDefaultTimeout(TIMEOUT_MS)
  t.after(() => context.close())
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', ({ message }) => complaints.push(message))
  t.after(() => assert.deepEqual(complaints, []))
  return page
}

/** WCAG 2.2 AA, and what axe recommends besides. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds wrong with what is shown, in short: on every page by the same rules. */
export const accessibilityProblems = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async (values) => {
    const { axe: checker } = window as unknown as { axe: typeof axe }
    const found = await checker.run(document, { runOnly: { type: 'tag', values } })
    return found.violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary = '' }) => `${html.slice(0, 160)} ${failureSummary}`),
    }))
  }, RULES)
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).join(' | ')}`)
}

/** Rules look at colours and at texts, so that each pair of them counts. */
export const APPEARANCES = [
  { colorScheme: 'light', locale: 'en-US' },
  { colorScheme: 'light', locale: 'ko-KR' },
  { colorScheme: 'dark', locale: 'en-US' },
  { colorScheme: 'dark', locale: 'ko-KR' },
] as const

export const takePicture = async (page: Page, name: string): Promise<void> => {
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`) })
}

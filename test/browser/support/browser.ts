import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { buildWeb } from '../../../build/web.ts'
import { createFolder, readLog, startCommand } from '../../support/process/command.ts'

const { CHROMIUM = '/usr/bin/chromium' } = process.env

/** Why tests in a browser cannot run here; `false` when they can. */
export const browserMissing = (): string | false =>
  existsSync(CHROMIUM) ? false : `${CHROMIUM} does not exist; CHROMIUM names another path`

const built = browserMissing() ? undefined : buildWeb()

/** Starts a server of its own for the test. */
export const startServer = async (t: TestContext, env: Readonly<Record<string, string>> = {}) => {
  await built
  const folder = await createFolder(t)
  const child = await startCommand(t, {
    args: ['serve'],
    env: {
      PORT: '0',
      DATABASE_URL: `file:${join(folder, 'data', 'test.db')}`,
      WORKSPACE_DIR: join(folder, 'workspace'),
      RATE_LIMIT: '0',
      EXECUTION_RATE_LIMIT: '0',
      ...env,
    },
  })
  const { url } = await readLog(child).until('listening')
  return createCalls(String(url))
}

const createCalls = (url: string) => ({
  url,
  call: async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
      }),
    })
    const answer = await response.json()
    assert.ok(response.ok, JSON.stringify(answer))
    return answer.data
  },
})

/** Opens a page; whatever it complains of in the console, such as a violation of its policy, fails the test. */
export const openPage = async (
  t: TestContext,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Page> => {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  t.after(() => browser.close())
  const context = await browser.newContext({
    locale: 'en-US',
    viewport: { width: 1440, height: 900 },
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message))
  page.on('console', (message) => {
    const isExpected = /status of 4(?:04|12|22)/.test(message.text())
    if (message.type() === 'error' && !isExpected) complaints.push(message.text())
  })
  t.after(() => assert.deepEqual(complaints, []))
  await page.goto(address)
  return page
}

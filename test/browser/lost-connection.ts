/** `npm run build && node --test test/browser/lost-connection.ts`: executions are followed across lost connections. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startServer } from './server.ts'
import { startLine } from './support/line.ts'
import { openBrowser, visit } from './visitor.ts'

const WAITING = {
  name: 'Approval',
  nodes: [
    { id: 'ask', type: 'wait_for_event', parameters: { name: 'first' } },
    { id: 'again', type: 'wait_for_event', parameters: { name: 'second' } },
  ],
  connections: { ask: [{ target: 'again' }] },
}

test('a lost connection', async (suite) => {
  const server = await startServer(suite)
  const browser = await openBrowser(suite)
  const { id } = await server.call('POST', '/api/scripts', WAITING)

  /** The page of an execution that waits, over a network of its own. */
  const openWaiting = async (t: TestContext) => {
    const line = await startLine(t, server.url)
    const execution = await server.call('POST', `/api/scripts/${id}/execute`, {})
    const page = await visit(t, browser, { isExpected: (text) => /net::|Failed to load/.test(text) })
    await page.goto(`${line.url}/ui/#/executions/${execution.id}`)
    const title = page.locator('.title-block')
    await title.getByText('Waiting').waitFor()
    return {
      line,
      title,
      lost: page.getByText('The connection was lost'),
      path: `/api/executions/${execution.id}`,
    }
  }

  await suite.test('is shown, and heals once the server is within reach', async (t) => {
    const { line, title, lost, path } = await openWaiting(t)
    line.cut()
    await lost.waitFor()
    // What is shown last stays.
    assert.equal(await title.getByText('Waiting').count(), 1)
    line.mend()
    await lost.waitFor({ state: 'detached' })
    for (const name of ['first', 'second']) await server.call('POST', `${path}/events`, { name })
    await title.getByText('Completed').waitFor()
  })

  await suite.test('hides nothing of what has happened in the meantime', async (t) => {
    const { line, title, lost, path } = await openWaiting(t)
    line.cut()
    await lost.waitFor()
    await server.call('POST', `${path}/cancel`)
    line.mend()
    await title.getByText('Cancelled').waitFor()
    await lost.waitFor({ state: 'detached' })
  })
})

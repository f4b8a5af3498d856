import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logType } from '../../../src/engine/node-types/log.ts'
import { runNode } from '../../support/engine/run/run-node.ts'
import { captureLog } from '../../support/log-capture.ts'

const messageOf = async (message: string) => {
  const { logger, lines } = captureLog()
  await runNode(logType, { parameters: { message }, services: { logger } })
  return lines.map(({ msg }) => msg)
}

test('a message is written as it is up to a limit, and cut beyond it', async () => {
  const longest = 'x'.repeat(10_000)
  assert.deepEqual(await messageOf(longest), [longest])
  assert.deepEqual(await messageOf(`${longest}yz`), [`${longest}… (2 more characters)`])
})

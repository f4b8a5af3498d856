import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { blocksOf, ROOT, readDocument, readDocuments } from '../support/docs/documents.ts'
import { unquotedAddressesOf } from '../support/docs/quoting.ts'
import { stepsOf } from '../support/docs/shell.ts'

const MAX_README_LINES = 350

const blocks = readDocuments().flatMap((document) =>
  blocksOf(document).map((block) => ({
    ...block,
    path: document.path,
    place: `${document.path}:${block.line}`,
  })),
)

test('the README stays short enough to be read', () => {
  assert.ok(readDocument('README.md').text.split('\n').length <= MAX_README_LINES)
})

test('commands quote the addresses that a shell would change', () => {
  for (const { language, content, place } of blocks) {
    if (['', 'sh', 'bash', 'text'].includes(language))
      assert.deepEqual(unquotedAddressesOf(content), [], place)
  }
})

test('addresses in quotes pass, those without are found', () => {
  assert.deepEqual(unquotedAddressesOf(`curl "http://a/?b" 'http://a/*'`), [])
  assert.deepEqual(unquotedAddressesOf('curl http://a/b http://a/?b=1&c'), ['http://a/?b=1&c'])
})

test('all requests that the guides on triggers show are run, so that they work on a new server', () => {
  for (const name of ['schedules', 'webhooks', 'events', 'follow-ups', 'start-later']) {
    const document = readDocument(`docs/guide/${name}.md`)
    const requests = blocksOf(document).filter(({ content }) => content.includes('curl '))
    assert.deepEqual(
      requests.map(({ line }) => line),
      stepsOf(document).map(({ command }) => command.line),
      document.path,
    )
  }
})

test('the blocks that show a file are that file', () => {
  const shown = blocks.flatMap(({ language, content, lead, path, place }) => {
    const [, target] = /\]\(([^)]+\.(?:yaml|json))\)[^\n]*\n\n$/.exec(lead) ?? []
    return target && ['yaml', 'json'].includes(language)
      ? [{ content, place, file: join(dirname(path), target) }]
      : []
  })
  assert.ok(shown.length >= 8)
  for (const { content, file, place } of shown) {
    assert.equal(content, readFileSync(join(ROOT, file), 'utf8'), `${place} shows ${file}`)
  }
})

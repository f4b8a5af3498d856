import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileWorld } from '../../../support/files/file-world.ts'

const RSS = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0">
  <channel>
    <title>News &amp; more &#44032;</title>
    <item><guid isPermaLink="false">7</guid><n>1</n></item>
    <item><guid isPermaLink="false">8</guid><n>007</n><note><![CDATA[a <b>]]></note></item>
  </channel>
</rss>
`

test('xml becomes objects and lists, and is written again', async (t) => {
  const { put, read, write, text } = await fileWorld(t)
  await put('a', RSS)
  const expected = {
    rss: {
      '@version': '2.0',
      channel: {
        title: 'News & more 가',
        item: [
          { guid: { '#text': '7', '@isPermaLink': 'false' }, n: '1' },
          { guid: { '#text': '8', '@isPermaLink': 'false' }, n: '007', note: 'a <b>' },
        ],
      },
    },
  }
  const found = await read({ format: 'xml' })
  assert.deepEqual(found, expected)
  await write({ content: found, format: 'xml' })
  assert.match(
    await text('a'),
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<rss version="2.0">\n {2}<channel>/,
  )
  assert.deepEqual(await read({ format: 'xml' }), expected)
  await put('a', `\n ${RSS}`)
  assert.deepEqual(await read({ format: 'xml' }), expected)
  await put('a', RSS)
  const typed = Object(await read({ format: 'xml', types: true }))
  assert.deepEqual(typed.rss.channel.item[0], { guid: { '#text': 7, '@isPermaLink': false }, n: 1 })
  assert.equal(typed.rss.channel.item[1].n, '007')
})

test('xml that is wrong, too deep, or a bomb is refused', async (t) => {
  const { put, read, write } = await fileWorld(t, { outputBytes: 15_000 })
  const cases: readonly (readonly [content: string, code: string, message?: RegExp])[] = [
    ['<a><b></a>', 'FILE_FORMAT', /^"a": .*'b'.* \(line 1, column 7\)/],
    ['<a>x & y</a>', 'FILE_FORMAT', /line 1, column 6\)\. In a text, & is written as &amp;/],
    ['text', 'FILE_FORMAT'],
    ['', 'FILE_FORMAT'],
    [
      `${'<a>'.repeat(300)}${'</a>'.repeat(300)}`,
      'FILE_FORMAT',
      /^"a" has elements in more than 200 others.*XML_DEPTH_LIMIT/,
    ],
    [
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      'FILE_FORMAT',
      /[Ee]xternal entities/,
    ],
    [
      `<!DOCTYPE a [<!ENTITY x "${'x'.repeat(5000)}">]><a>${'&x;'.repeat(1000)}</a>`,
      'OUTPUT_TOO_LARGE',
      /NODE_OUTPUT_LIMIT_BYTES/,
    ],
    [
      `<!DOCTYPE a [${Array.from({ length: 1001 }, (_, at) => `<!ENTITY x${at} "x">`).join('')}]><a>&x1;</a>`,
      'FILE_FORMAT',
      /^"a" defines more than 1000 entities.*XML_ENTITY_LIMIT/,
    ],
    [
      `<!DOCTYPE a [<!ENTITY x "${'x'.repeat(20_000)}">]><a>1</a>`,
      'OUTPUT_TOO_LARGE',
      /NODE_OUTPUT_LIMIT_BYTES/,
    ],
    [`<a>${'x'.repeat(20_000)}</a>`, 'OUTPUT_TOO_LARGE', /NODE_OUTPUT_LIMIT_BYTES/],
    [`<a>${'x'.repeat(50_000)}</a>`, 'OUTPUT_TOO_LARGE', /NODE_OUTPUT_LIMIT_BYTES/],
  ]
  for (const [content, code, message] of cases) {
    await put('a', content)
    await assert.rejects(read({ format: 'xml' }), { code, ...(message && { message }) }, content.slice(0, 60))
  }
  for (const content of [[1], { a: 1, b: 2 }, 'x', { 'a b': 1 }]) {
    await assert.rejects(write({ content, format: 'xml' }), { code: 'FILE_CONTENT' }, JSON.stringify(content))
  }
})

test('references to characters are not limited in number', async (t) => {
  const { put, read } = await fileWorld(t)
  await put('a', `<a>${`<b>${'&lt;'.repeat(100)}</b>`.repeat(11_000)}</a>`)
  const { b } = Object(Object(await read({ format: 'xml' })).a)
  assert.equal(b.length, 11_000)
  assert.equal(b[10_999], '<'.repeat(100))
})

test('how deep elements are, and how many entities there are, is set', async (t) => {
  const { put, read } = await fileWorld(t, { xml: { depth: 1000, entities: 2 } })
  await put('a', `${'<a>'.repeat(999)}x${'</a>'.repeat(999)}`)
  assert.match(JSON.stringify(await read({ format: 'xml' })), /^(\{"a":){999}"x"\}{999}$/)
  await put('a', `<!DOCTYPE a [<!ENTITY x "${'x'.repeat(20_000)}"><!ENTITY y "1">]><a>&x;</a>`)
  assert.equal(Object(await read({ format: 'xml' })).a, 'x'.repeat(20_000))
})

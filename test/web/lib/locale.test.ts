import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { localeOf, type Text, translate } from '../../../src/web/lib/locale.ts'

const SOURCES = join(import.meta.dirname, '../../../src/web')

test('the first language of the browser that the page has is taken', () => {
  assert.equal(localeOf(['fr-FR', 'ko-KR', 'en']), 'ko')
  assert.equal(localeOf(['EN-us']), 'en')
  assert.equal(localeOf([]), 'en')
})

const isText = (value: unknown): value is Text =>
  typeof value === 'object' && value !== null && 'en' in value && 'ko' in value

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()

test('both languages of each text have the same placeholders', async () => {
  let count = 0
  for (const file of globSync('**/*texts.ts', { cwd: SOURCES })) {
    const module: Readonly<Record<string, unknown>> = await import(join(SOURCES, file))
    for (const [name, text] of Object.values(module).flatMap((texts) => Object.entries(Object(texts)))) {
      if (!isText(text)) continue
      count += 1
      assert.deepEqual(placeholders(text.en), placeholders(text.ko), `${file}: ${name}`)
    }
  }
  assert.ok(count > 0)
})

test('values are put into a text', () => {
  const text = { en: '{count} of {total}', ko: '{total} 중 {count}' }
  assert.equal(translate(text, 'ko', { count: 2, total: 5 }), '5 중 2')
  assert.equal(translate(text, 'en', { count: 2 }), '2 of {total}')
})

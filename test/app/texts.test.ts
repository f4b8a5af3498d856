import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { texts } from '../../src/app/texts.ts'
import type { Texts } from '../../src/http/messages/text.ts'

const SOURCES = `${import.meta.dirname}/../../src`
// The page has texts of its own.
const sources = globSync('**/*.ts', { cwd: SOURCES, exclude: ['web/**'] }).map((path) => ({
  path,
  text: readFileSync(`${SOURCES}/${path}`, 'utf8'),
}))

const all: Texts = texts
const placeholdersOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort()

// zod words the problems that carry its own codes.
const zodCodes = ['custom', 'invalid_type', 'too_small', 'too_big']

test('every problem that the sources name has a text', () => {
  const named = sources.flatMap(({ text }) =>
    [...text.matchAll(/\b(?:code|problem): '([a-z_]+)'/g)].map(([, code = '']) => code),
  )
  assert.ok(named.includes('unknown_node_type'))
  assert.deepEqual(
    named.filter((code) => !Object.hasOwn(texts, code) && !zodCodes.includes(code)),
    [],
  )
})

test('every text is used', () => {
  const others = sources.filter(({ path }) => !/texts\.ts$|domain\/errors\.ts$/.test(path))
  const unused = Object.keys(texts).filter((code) =>
    others.every(({ text }) => !new RegExp(`\\b${code}\\b`).test(text)),
  )
  assert.deepEqual(unused, [])
})

test('a text names the same values in every language', () => {
  for (const [code, { en, ko }] of Object.entries(all)) {
    assert.deepEqual(placeholdersOf(ko), placeholdersOf(en), code)
  }
})

test('no two features define the same code', () => {
  const codes = sources
    .filter(({ path }) => /(^|[/-])texts\.ts$/.test(path))
    .flatMap(({ text }) => [...text.matchAll(/^ {2}(\w+): \{/gm)].map(([, code = '']) => code))
    .filter((code) => Object.hasOwn(texts, code))
  assert.equal(codes.length, new Set(codes).size)
})

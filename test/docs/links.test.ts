import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { test } from 'node:test'
import { ROOT, readDocument, readDocuments } from '../support/docs/documents.ts'
import { brokenLinksOf, linkedFilesOf, missingFilesOf } from '../support/docs/links.ts'

const documents = globSync(['*.md', '{.github,bench,docs}/**/*.md'], {
  cwd: ROOT,
  exclude: ['**/node_modules/**'],
}).map(readDocument)

test('the links of the documents lead to files and headings of the repository', () => {
  for (const document of documents) assert.deepEqual(brokenLinksOf(document), [], document.path)
})

test('the files that the documents mention are in the repository', () => {
  for (const document of documents) assert.deepEqual(missingFilesOf(document), [], document.path)
})

test('every document can be reached from the README by links', () => {
  const all = new Map(readDocuments().map((document) => [document.path, document]))
  const reached = new Set(['README.md'])
  for (const path of reached) {
    const document = all.get(path)
    for (const target of document ? linkedFilesOf(document) : []) reached.add(target)
  }
  assert.deepEqual(
    [...all.keys()].filter((path) => !reached.has(path)),
    [],
  )
})

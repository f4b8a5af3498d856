import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Dialect,
  parametersOf,
  splitStatement,
  statementText,
} from '../../../src/lib/sql/placeholders.ts'

const dialects: readonly Dialect[] = ['postgresql', 'mysql', 'sqlite']

test('names become the placeholders of each driver, also when they occur twice', () => {
  const sql = 'SELECT :a, :b_2 FROM t WHERE x = :a'
  const texts = dialects.map((dialect) => statementText(splitStatement(sql, dialect), dialect))
  assert.deepEqual(texts, [
    'SELECT $1, $2 FROM t WHERE x = $3',
    'SELECT ?, ? FROM t WHERE x = ?',
    'SELECT ?, ? FROM t WHERE x = ?',
  ])
  for (const dialect of dialects) assert.deepEqual(splitStatement(sql, dialect).names, ['a', 'b_2', 'a'])
})

test('names may have letters of any language', () => {
  for (const dialect of dialects) {
    const { names, texts } = splitStatement('INSERT INTO t VALUES (:이름, :größe, :naïve, 1::größe)', dialect)
    assert.deepEqual(names, ['이름', 'größe', 'naïve'])
    assert.equal(texts.at(-1), ', 1::größe)')
  }
})

test('parameters of SQLite are counted as it numbers them', () => {
  const counted: readonly (readonly [sql: string, count: number, names: readonly string[]])[] = [
    ["SELECT ?, '?', [?] -- ?", 1, []],
    ['SELECT ?, ?3, ?', 4, []],
    ['SELECT :a, $b, @c, :a, x$y FROM t', 3, ['a', 'b', 'c']],
    ["SELECT a ->> '$.b', :값 FROM t", 1, ['값']],
  ]
  for (const [sql, count, names] of counted) assert.deepEqual(parametersOf(sql), { count, names }, sql)
})

const untouched: readonly (readonly [sql: string, dialects: readonly Dialect[]])[] = [
  ["SELECT 'it''s :a'", dialects],
  ['SELECT 1 -- :a\n', dialects],
  ['SELECT 1 /* :a */', dialects],
  ['SELECT "a :b" FROM t', dialects],
  ['SELECT 1::text', dialects],
  ["SELECT E'\\' :a', $x$ :a $x$, $$ :a $$", ['postgresql']],
  ["SELECT 'a\\' :b', `:c` # :d", ['mysql']],
  ['SELECT [:a], `:b`', ['sqlite']],
]

test('texts, names in quotes, comments and casts have no placeholders', () => {
  for (const [sql, of] of untouched) {
    for (const dialect of of) {
      const statement = splitStatement(sql, dialect)
      assert.deepEqual(statement.names, [], `${dialect}: ${sql}`)
      assert.equal(statementText(statement, dialect), sql)
    }
  }
})

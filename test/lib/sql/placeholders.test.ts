import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Dialect, splitStatement, statementText } from '../../../src/lib/sql/placeholders.ts'

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

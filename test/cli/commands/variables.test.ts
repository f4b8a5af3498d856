import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createQuietHome } from '../../support/process/command-line.ts'

test('a variable is set from JSON, text, a file or standard input, listed, and deleted', async (t) => {
  const { call, folder } = await createQuietHome(t)
  await writeFile(join(folder, 'limits.yaml'), 'orders: 100\n')
  const set = async (...args: readonly string[]) => {
    const { code, stderr } = await call(['variables', 'set', ...args], { input: '[1]' })
    assert.equal(code, 0, stderr)
    return stderr
  }
  assert.equal(await set('LIMITS', `@${join(folder, 'limits.yaml')}`), 'LIMITS was created\n')
  await set('LIST', '-')
  await set('SHOP', 'https://shop.example.com', '--text', '--description', 'The shop.')
  // The description stays.
  assert.equal(await set('SHOP', '"b"'), 'SHOP was set\n')
  await set('LONG', JSON.stringify('é'.repeat(100)))

  const { stdout } = await call(['variables', 'list'])
  assert.match(stdout, /^LIMITS +\{"orders":100\} /m)
  assert.match(stdout, /^SHOP +"b" +The shop\. +\d{4}-/m)
  assert.match(stdout, /^LONG +"é{58}… /m)
  const listed = JSON.parse((await call(['variables', 'list', '--json'])).stdout)
  assert.deepEqual(
    listed.map(({ name, value }: { name: string; value: unknown }) => [name, value]),
    [
      ['LIMITS', { orders: 100 }],
      ['LIST', [1]],
      ['LONG', 'é'.repeat(100)],
      ['SHOP', 'b'],
    ],
  )
  assert.equal((await call(['variables', 'delete', 'LIST'])).stderr, 'LIST was deleted\n')
  assert.equal(
    (await call(['variables', 'delete', 'LIST'])).stderr,
    'scriptd: Variable "LIST" was not found.\n',
  )
})

test('a value or name that is not valid changes nothing, and what to do is told', async (t) => {
  const { call } = await createQuietHome(t)
  await call(['variables', 'set', 'A', '1'])
  const cases = [
    [['A', 'text'], 2, /It must be JSON, @file for a file, or - for standard input\. Use --text/],
    [['A', '1e999'], 2, /out of range/],
    [['A', '@/no/such/file'], 1, /there is no such file/],
    [['1A', '1'], 1, /name of a variable may contain only letters/],
    [['A'], 2, /missing required argument 'value'/],
  ] as const
  for (const [args, code, message] of cases) {
    const answer = await call(['variables', 'set', ...args])
    assert.equal(answer.code, code, args.join(' '))
    assert.match(answer.stderr, message)
  }
  assert.equal(JSON.parse((await call(['variables', 'list', '--json'])).stdout)[0].value, 1)
})

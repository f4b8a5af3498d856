import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CodeLanguage, CodeSource } from '../../../../src/web/code/code-source.ts'
import { completionsAt } from '../../../../src/web/code/completion/completion.ts'

const names: Readonly<Record<string, readonly string[]>> = {
  '': ['input', 'nodes', 'params', '$vars'],
  $vars: ['SHOP'],
  $secret: ['SHOP_DB', 'MAIL-KEY'],
  input: ['id', 'identity', 'odd name'],
  'nodes.read': ['rows'],
}

const source: CodeSource = {
  functions: ['$sum', '$substring', '$upperSum'].map((name) => ({
    name,
    call: `${name}(x)`,
    description: '',
    examples: [],
    standard: true,
  })),
  namesBehind: (path) => (names[path.join('.')] ?? []).map((label) => ({ label })),
}

const offered = (text: string, language: CodeLanguage, isAsked = false) => {
  const found = completionsAt(text, text.length, { language, source, isAsked })
  return found && [text.slice(0, found.from), ...found.options.map(({ insert }) => insert)]
}

const cases: readonly (readonly [CodeLanguage, string, readonly string[] | undefined])[] = [
  ['jsonata', 'input.', ['input.', 'id', 'identity', '`odd name`']],
  ['jsonata', 'input.ide', ['input.', 'identity']],
  ['jsonata', 'input.name', ['input.', '`odd name`']],
  ['jsonata', '1 + no', ['1 + ', 'nodes']],
  ['jsonata', 'a and no', ['a and ', 'nodes']],
  ['jsonata', 'nodes.read[0].', ['nodes.read[0].', 'rows']],
  ['jsonata', '$su', ['', '$sum', '$substring']],
  ['jsonata', 'sum', ['', '$sum', '$upperSum']],
  ['jsonata', '$f(x).i', undefined],
  ['jsonata', '"inp', undefined],
  ['jsonata', '$va', ['', '$vars']],
  ['jsonata', '$vars.', ['$vars.', 'SHOP']],
  ['javascript', 'return $vars.', ['return $vars.', 'SHOP']],
  ['jsonata', '$secret("', ['$secret("', 'SHOP_DB', 'MAIL-KEY']],
  ['template', "Bearer {{ $secret('mail-", ["Bearer {{ $secret('", 'MAIL-KEY']],
  ['template', '$secret("', undefined],
  ['template', '{{ $secret("SHOP_DB") }} $secret("', undefined],
  ['sql', '$secret("', undefined],
  ['jsonata', '', undefined],
  ['jsonata', 'input', undefined],
  ['javascript', 'return inp', ['return ', 'input']],
  ['javascript', 'input.odd', ['input.', '["odd name"]']],
  ['javascript', '// inp', undefined],
  ['javascript', 'sum', undefined],
  ['template', 'inp', undefined],
  ['template', 'a {{ inp', ['a {{ ', 'input']],
  ['template', 'a {{ 1 }} inp', undefined],
  ['json', '{"a": "{{ inp', ['{"a": "{{ ', 'input']],
]

for (const [language, text, expected] of cases) {
  test(`completions of the ${language} ${JSON.stringify(text)}`, () => {
    assert.deepEqual(offered(text, language), expected)
  })
}

test('when asked for, everything in scope is offered, also what is typed already', () => {
  assert.deepEqual(offered('input', 'jsonata', true), ['', 'input'])
  assert.deepEqual(offered('', 'jsonata', true)?.slice(0, 5), ['', 'input', 'nodes', 'params', '$vars'])
})

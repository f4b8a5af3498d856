/** What expressions have for names of other languages and programs. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  $json: 'input',
  $data: 'input',
  $item: 'input',
  $items: 'input',
  $node: 'nodes',
  $env: '$vars',
  $null: 'null',
  $true: 'true',
  $false: 'false',
  Boolean: '$boolean(…)',
  Date: '$now()',
  False: 'false',
  JSON: '$string(…), $parseJson(…)',
  Math: '$round(…)',
  None: 'null',
  Number: '$number(…)',
  Object: '$keys(…)',
  String: '$string(…)',
  True: 'true',
  data: 'input',
  env: '$vars',
  item: 'input',
  items: 'input',
  json: 'input',
  nil: 'null',
  process: '$vars',
  undefined: 'null',
  vars: '$vars',
}

/** @param name with its `$`, if it has one */
export const otherWord = (name: string): string | undefined =>
  Object.hasOwn(OTHER_WORDS, name) ? OTHER_WORDS[name] : undefined

/** The functions of JSONata, without `$`. The package does not export them. */
export const FUNCTION_NAMES: readonly string[] =
  `abs append assert average base64decode base64encode boolean ceil clone
  contains count decodeUrl decodeUrlComponent distinct each encodeUrl encodeUrlComponent error eval exists filter floor
  formatBase formatInteger formatNumber fromMillis join keys length lookup lowercase map match max merge millis min not
  now number pad parseInteger power random reduce replace reverse round shuffle sift single sort split spread sqrt string
  substring substringAfter substringBefore sum toMillis trim type uppercase zip`.split(/\s+/)

/** Those of them that are known by another name in other languages. */
export const OTHER_NAMES: Readonly<Record<string, string>> = {
  concat: 'append',
  find: 'filter',
  flatten: 'reduce',
  indexof: 'substringBefore',
  includes: 'contains',
  json: 'string',
  len: 'length',
  parse: 'eval',
  size: 'count',
  slice: 'substring',
  some: 'filter',
  str: 'string',
  stringify: 'string',
  substr: 'substring',
  test: 'match',
  tolower: 'lowercase',
  tolowercase: 'lowercase',
  tostring: 'string',
  tonumber: 'number',
  toupper: 'uppercase',
  touppercase: 'uppercase',
  parseint: 'number',
  parsefloat: 'number',
  unique: 'distinct',
  values: 'each',
}

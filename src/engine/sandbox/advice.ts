/** What to use instead of what other places that run JavaScript have. */
const INSTEAD: Readonly<Record<string, string>> = {
  fetch:
    'Code has no network access: fetch the data with an http_request node before this one, and read its output ' +
    'as input.',
  require:
    'Code has no packages: crypto, URL, TextEncoder and structuredClone are available without require.',
  process:
    'Code has no access to the process: pass settings to the execution as input and read them from params, or ' +
    'use $vars.',
  Buffer: 'Use TextEncoder and TextDecoder for bytes, atob and btoa for base64, crypto.hash for hashes.',
  document:
    'Code does not run in a browser: only the language itself is available, with input, nodes and params.',
  localStorage: 'Nothing is kept between runs: return it, or write it with a file_write node.',
  WebAssembly: 'Code is JavaScript only.',
  Worker: 'Code has no threads: use a for_each node to do several things at once.',
  performance: 'Use Date.now().',
  module: 'Code has no modules: return the result.',
  FormData: 'Code has no network access: use the body of an http_request node.',
  AbortController: 'There is nothing to abort in code.',
  $input: 'The input of the node is input.',
  secrets: 'Code cannot read secrets: $secret(…) works in an http_request node.',
  vars: 'Variables are $vars.NAME.',
  fs: 'Code has no files: read and write them with file_read and file_write nodes.',
  db: 'Code has no database: query it with a database node before this one, and read its output as input.',
  $: 'The outputs of earlier nodes are nodes.<id>.',
}

const SAME: Readonly<Record<string, string>> = {
  XMLHttpRequest: 'fetch',
  axios: 'fetch',
  WebSocket: 'fetch',
  Request: 'fetch',
  Response: 'fetch',
  Headers: 'fetch',
  global: 'process',
  Deno: 'process',
  Bun: 'process',
  __dirname: 'process',
  __filename: 'process',
  window: 'document',
  self: 'document',
  navigator: 'document',
  alert: 'document',
  sessionStorage: 'localStorage',
  SharedWorker: 'Worker',
  exports: 'module',
  Blob: 'FormData',
  File: 'FormData',
  AbortSignal: 'AbortController',
  $json: '$input',
  inputs: '$input',
  data: '$input',
  json: '$input',
  $env: 'vars',
  env: 'vars',
  $secrets: 'secrets',
  items: '$input',
  $node: '$',
  msg: '$input',
  event: '$input',
  req: '$input',
  request: '$input',
  path: 'fs',
  pg: 'db',
  mysql: 'db',
  output: 'module',
  result: 'module',
  res: 'module',
  callback: 'module',
  resolve: 'module',
  _: 'require',
  moment: 'require',
}

const adviceFor = (name: string): string | undefined => {
  const known = Object.hasOwn(SAME, name) ? SAME[name] : name
  return known !== undefined && Object.hasOwn(INSTEAD, known) ? INSTEAD[known] : undefined
}

/** What to do about an error of the code that does not say it: mostly, that it uses what is not there. */
export const adviceOn = (name: string, message: string, code: string): string | undefined => {
  if (name === 'ReferenceError') {
    if (message.startsWith('could not load module')) return INSTEAD.require
    const missing = /^'?([\w$]+)'? is not defined$/.exec(message)?.[1]
    return missing === undefined ? undefined : adviceFor(missing)
  }
  if (name === 'InternalError' && message === 'stack overflow') {
    return 'The recursion is too deep, or a value is nested too deeply.'
  }
  if (name === 'TypeError') return typeAdvice(message, code)
  if (name !== 'SyntaxError') return undefined
  if (/^\s*(?:import|export)\b/m.test(code)) {
    return 'Code is the body of a function: nothing can be imported, and the result is returned, not exported.'
  }
  return TYPED.test(code) ? 'Code is JavaScript, without the types of TypeScript.' : undefined
}

const TYPED =
  /^\s*interface\s|[\w)\]]\??\s*:\s*(?:string|number|boolean|any|unknown|void|Record<|Promise<|Array<)|\bas\s+(?:any|const|string|number)\b/m

/** Types of `Intl` that the sandbox has. */
const INTL: ReadonlySet<string> = new Set(
  'NumberFormat DateTimeFormat PluralRules RelativeTimeFormat ListFormat Collator DisplayNames'.split(' '),
)

const SUBTLE = /\bsubtle\s*\.\s*(?!digest\b|importKey\b|sign\b|verify\b)\w/
const HASHES_ONLY = 'Of crypto.subtle there are digest, and importKey, sign and verify for HMAC.'

const typeAdvice = (message: string, code: string): string | undefined => {
  if (message === 'circular reference') return 'The result contains itself: return only what is needed of it.'
  const types = [...code.matchAll(/\bIntl\s*\.\s*(\w+)/g)].map(([, type = '']) => type)
  const missing = types.find((type) => !INTL.has(type))
  if (message !== 'not a function') return undefined
  if (missing === undefined) return SUBTLE.test(code) ? HASHES_ONLY : undefined
  return `There is no Intl.${missing} here. Of Intl there are ${[...INTL].join(', ')}.`
}

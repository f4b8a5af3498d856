/** What to use instead of what other places that run JavaScript have. */
const INSTEAD: Readonly<Record<string, string>> = {
  fetch:
    'There is no network in code: let an http_request node before this one fetch it, and read its output as input.',
  require:
    'There are no packages in code: crypto, URL, TextEncoder and structuredClone are there without require.',
  process:
    'There is no process in code: give values such as settings to the execution, and read them from params.',
  Buffer: 'Use TextEncoder and TextDecoder for bytes, atob and btoa for base64, crypto.hash for hashes.',
  document: 'There is no page in code: only the language, with input, nodes and params.',
  localStorage: 'Nothing is kept between runs: return it, or write it with a file_write node.',
  WebAssembly: 'Code is JavaScript only.',
  Worker: 'There are no threads in code: use a for_each node to do several things at once.',
  performance: 'Use Date.now().',
  module: 'There are no modules in code: return the result.',
  FormData: 'There is no network in code: use the body of an http_request node.',
  AbortController: 'There is nothing to abort in code.',
  $input: 'The input of the node is input.',
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
  items: '$input',
  $node: '$',
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
    return 'It calls itself too often, or a value is nested too deeply.'
  }
  if (name !== 'SyntaxError') return undefined
  if (/^\s*(?:import|export)\b/m.test(code)) {
    return 'Code is the body of a function: there are no packages to import, and the result is returned, not exported.'
  }
  return undefined
}

import { bootGuest } from './boot.ts'
import { loadClone } from './clone.ts'
import { loadConsole } from './console.ts'
import { loadCrypto } from './crypto.ts'
import { loadIntl } from './intl.ts'
import { loadLocaleMethods } from './locale-methods.ts'
import { loadResult } from './result.ts'
import { loadText } from './text.ts'
import { loadTimers } from './timers.ts'
import { loadUrl } from './url.ts'

/** The interpreter reads it again for every run. */
const sourceOf = (load: unknown): string => String(load).replace(/\n\s*(?:\/\/.*|\/\*\*.*\*\/)?/g, '\n')

/** The parts of the guest as they cross to the interpreter: each is the text of one function that needs nothing around it. */
export const partSources: ReadonlyMap<string, string> = new Map(
  Object.entries({
    clone: loadClone,
    console: loadConsole,
    crypto: loadCrypto,
    intl: loadIntl,
    'locale-methods': loadLocaleMethods,
    result: loadResult,
    text: loadText,
    timers: loadTimers,
    url: loadUrl,
  }).map(([name, load]) => [name, sourceOf(load)]),
)

export const bootSource = `(${sourceOf(bootGuest)})`

/** Globals by the part that has them. */
export const providedGlobals = {
  clone: ['structuredClone'],
  console: ['console'],
  crypto: ['crypto'],
  intl: ['Intl'],
  text: ['TextEncoder', 'TextDecoder', 'atob', 'btoa'],
  timers: [
    'setTimeout',
    'setInterval',
    'setImmediate',
    'clearTimeout',
    'clearInterval',
    'clearImmediate',
    'queueMicrotask',
  ],
  url: ['URL', 'URLSearchParams'],
} as const

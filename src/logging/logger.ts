import { register } from 'on-exit-leak-free'
import { type DestinationStream, type Level, type Logger as PinoLogger, pino } from 'pino'
import pretty from 'pino-pretty'
import { IsoTimes } from '../lib/time/iso-times.ts'
import { BufferedDestination } from './buffered-destination.ts'

export type Logger = PinoLogger

export interface LoggerOptions {
  readonly level: Level | 'silent'
  /** Readable, coloured lines instead of JSON. */
  readonly pretty?: boolean
  /** Must be a `Writable` when `pretty`. */
  readonly destination?: DestinationStream
}

const SECRET_NAME =
  /pass(word|wd|phrase)?$|secret|token|api[-_]?key|^auth(orization)?$|cookie|credential|private[-_]?key/i
const CENSOR = '[redacted]'
const MAX_DEPTH = 8

/**
 * A copy of `value` that is safe to log: members whose names look like secrets are replaced, and so are values nested
 * deeper than eight levels.
 */
export const redactSecrets = (value: unknown, depth = 0): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (depth === MAX_DEPTH) return '[deep]'
  if (Array.isArray(value)) return value.map((item) => redactSecrets(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRET_NAME.test(name) ? CENSOR : redactSecrets(item, depth + 1),
    ]),
  )
}

const headerNames = ['authorization', 'cookie', 'set-cookie', 'x-api-key', 'proxy-authorization']

// Explicit paths: with a wildcard pino copies every line, which costs ten times as much as writing it.
const headerPaths = ['headers', 'req.headers', 'res.headers', 'err.headers']

// In a line of JSON. No match can begin within what another one looks at, so that long lines take no longer.
const URL_CREDENTIALS = /(\/\/|https?:[\\/]+|(?<!\\)"\s*https?:)(?:[^\\/?#"]|\\")+@/gi

/** URLs may stand anywhere: in parameters, in messages of scripts and in errors of packages. */
const withoutCredentials = (line: string): string =>
  withoutTokens(line.includes('@') ? line.replace(URL_CREDENTIALS, `$1${CENSOR}@`) : line)

// Anyone who has such an address of this server can use it.
const ADDRESS_TOKEN = /(\/(?:hooks|resume)\/)[\w.-]{43,}/g

const withoutTokens = (line: string): string =>
  line.includes('/hooks/') || line.includes('/resume/') ? line.replace(ADDRESS_TOKEN, `$1${CENSOR}`) : line

// JSON does not escape these, and a terminal reads them as commands, line breaks or changes of the text direction.
const UNPRINTABLE = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g
const CONTROL = /\p{Cc}/gu

const escapeWith = (backslash: string) => (character: string) =>
  `${backslash}u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

const prettyStream = (destination: DestinationStream | undefined) =>
  pretty({
    colorize: true,
    sync: true,
    // A message that a script logs must not pass for a line of its own.
    messageFormat: (line, key) => String(line[key] ?? '').replace(CONTROL, escapeWith('\\')),
    ...(destination && { destination }),
  })

// Writes run in another thread. With `minLength` 0, `flush` would call back before the last write has finished.
const UNBUFFERED = { sync: false, minLength: 1 }

const standardOutput = (): BufferedDestination => {
  const output = pino.destination(UNBUFFERED)
  const blocks = new BufferedDestination({
    write: (block) => output.write(block),
    flush: (done) => output.flush(done),
    // A write that the other thread has not finished when the process exits is lost.
    end: (block) => {
      output.flushSync()
      if (block !== '') pino.destination({ sync: true }).write(block)
    },
  })
  register(blocks, (unwritten) => unwritten.flushSync())
  return blocks
}

/** By default logs JSON lines to standard output, in blocks of up to 100 ms, so that logging never waits for the disk. */
export const createLogger = ({ level, pretty: forPeople = false, destination }: LoggerOptions): Logger => {
  const times = new IsoTimes()
  // Pretty lines are parsed once more, which undoes one level of escaping.
  const escaped = escapeWith(forPeople ? '\\\\' : '\\')
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${times.toText(Date.now())}"`,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => withoutCredentials(line).replace(UNPRINTABLE, escaped) },
      redact: {
        paths: headerPaths.flatMap((path) => headerNames.map((name) => `${path}["${name}"]`)),
        censor: CENSOR,
      },
    },
    forPeople ? prettyStream(destination) : (destination ?? standardOutput()),
  )
}

/** A function that toggles a logger between its level and `debug`; child loggers created later get the new level. */
export const createDebugSwitch = (logger: Logger) => {
  const configured = logger.level
  const verbose = logger.isLevelEnabled('debug') ? configured : 'debug'
  let next = verbose
  return () => {
    // Must be logged while the level permits it: after raising it, before lowering it.
    if (next === verbose) logger.level = verbose
    logger.info({ log_level: next }, 'log level changed')
    logger.level = next
    next = next === verbose ? configured : verbose
  }
}

import { register } from 'on-exit-leak-free'
import { type DestinationStream, type Level, type Logger as PinoLogger, pino } from 'pino'
import pretty from 'pino-pretty'
import { IsoTimes } from '../lib/time/iso-times.ts'
import { BufferedDestination } from './buffered-destination.ts'

export type Logger = PinoLogger

export interface LoggerOptions {
  readonly level: Level | 'silent'
  /** Coloured lines for people instead of JSON. */
  readonly pretty?: boolean
  /** For coloured lines a `Writable`. */
  readonly destination?: DestinationStream
}

const SECRET_NAME =
  /pass(word|wd|phrase)?$|secret|token|api[-_]?key|^auth(orization)?$|cookie|credential|private[-_]?key/i
const CENSOR = '[redacted]'
const DEEPEST = 8

/**
 * A copy of `value` that may be logged: what stands under a name that looks like a secret is left out,
 * and so is what is nested deeper than eight levels.
 */
export const redactSecrets = (value: unknown, depth = 0): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEEPEST) return '[deep]'
  if (Array.isArray(value)) return value.map((item) => redactSecrets(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRET_NAME.test(name) ? CENSOR : redactSecrets(item, depth + 1),
    ]),
  )
}

const headerNames = ['authorization', 'cookie', 'set-cookie', 'x-api-key', 'proxy-authorization']

// Each place is named: with a wildcard pino would copy every line, which costs ten times what writing it does.
const headerPlaces = ['headers', 'req.headers', 'res.headers', 'err.headers']

// A terminal takes them for commands or lines of their own, or turns the text around, and JSON leaves them as they are.
const UNPRINTABLE = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g
const CONTROL = /\p{Cc}/gu

const escapeWith = (backslash: string) => (character: string) =>
  `${backslash}u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

const prettyStream = (destination: DestinationStream | undefined) =>
  pretty({
    colorize: true,
    sync: true,
    // What a script logs must not look like a line of its own.
    messageFormat: (line, key) => String(line[key] ?? '').replace(CONTROL, escapeWith('\\')),
    ...(destination && { destination }),
  })

// Each write takes a turn in another thread. Without a length `flush` would call back before the last one has ended.
const AT_ONCE = { sync: false, minLength: 1 }

const standardOutput = (): BufferedDestination => {
  const output = pino.destination(AT_ONCE)
  const blocks = new BufferedDestination({
    write: (block) => output.write(block),
    flush: (done) => output.flush(done),
    // What the other thread has not written when the process ends is lost.
    end: (block) => {
      output.flushSync()
      if (block !== '') pino.destination({ sync: true }).write(block)
    },
  })
  register(blocks, (waiting) => waiting.flushSync())
  return blocks
}

/** JSON lines on standard output, written in blocks of up to 100 ms so that logging never waits for the disk. */
export const createLogger = ({ level, pretty: forPeople = false, destination }: LoggerOptions): Logger => {
  const times = new IsoTimes()
  // Those that are made pretty are read once more, and must be escaped after that, too.
  const escaped = escapeWith(forPeople ? '\\\\' : '\\')
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${times.toText(Date.now())}"`,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => line.replace(UNPRINTABLE, escaped) },
      redact: {
        paths: headerPlaces.flatMap((place) => headerNames.map((name) => `${place}["${name}"]`)),
        censor: CENSOR,
      },
    },
    forPeople ? prettyStream(destination) : (destination ?? standardOutput()),
  )
}

/** Switches a logger between its level and `debug`; loggers that are made of it afterwards have its new level. */
export const createDebugSwitch = (logger: Logger) => {
  const usual = logger.level
  const talkative = logger.isLevelEnabled('debug') ? usual : 'debug'
  let next = talkative
  return () => {
    // The line has to be written while the level lets it through.
    if (next === talkative) logger.level = talkative
    logger.info({ log_level: next }, 'log level changed')
    logger.level = next
    next = next === talkative ? usual : talkative
  }
}

#!/usr/bin/env node
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { constants, hostname } from 'node:os'
import { isSea } from 'node:sea'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { parseEnv } from 'node:util'
import type { EnvFile } from './cli/context.ts'
import { mergeEnvironments } from './cli/environment.ts'
import { run } from './cli/program.ts'
import { tokenHash } from './lib/store/token-hash.ts'
import { askHidden } from './lib/system/ask-hidden.ts'
import { collectGarbage } from './lib/system/collect-garbage.ts'
import { systemErrorCode } from './lib/system/system-error.ts'

const readEnvFile = (): EnvFile => {
  try {
    return { text: readFileSync('.env', 'utf8').replace(/^\uFEFF/, '') }
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === undefined) throw error
    return { text: '', ...(code !== 'ENOENT' && { unreadable: code }) }
  }
}

const envFile = readEnvFile()

const stopSignal = (): AbortSignal => {
  const stop = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(128 + constants.signals[name])
      stop.abort(name)
    })
  }
  return stop.signal
}

const operatorToken = randomUUID()

const owner = {
  holder: { host: hostname(), pid: process.pid, id: tokenHash(operatorToken) },
  isAlive(pid: number): boolean {
    try {
      process.kill(pid, 0)
      return true
    } catch (error) {
      return systemErrorCode(error) === 'EPERM'
    }
  },
}

const onDebugSignal = (toggle: () => void): void => {
  process.on('SIGUSR2', toggle)
}

// Unhandled rejections arrive here too.
const onCrash = (report: (error: unknown) => void): void => {
  process.on('uncaughtException', (error) => {
    report(error)
    process.exit(1)
  })
}

// The reader of a pipe, such as `head`, may close it early.
process.stdout.on('error', (error) => {
  if (systemErrorCode(error) !== 'EPIPE') throw error
  process.exit(0)
})

// The single executable is a CommonJS bundle, which has no top-level await.
void run(process.argv.slice(2), {
  env: mergeEnvironments(parseEnv(envFile.text), process.env),
  processEnv: mergeEnvironments(process.env),
  envFile,
  stdout: process.stdout,
  stderr: process.stderr,
  isTerminal: process.stderr.isTTY,
  nodeVersion: process.versions.node,
  readInput: () => buffer(process.stdin),
  openInput: () => Readable.toWeb(process.stdin),
  askHidden: async (question) =>
    process.stdin.isTTY ? askHidden(question, process.stdin, process.stderr) : undefined,
  stopSignal,
  owner,
  operatorToken,
  self: { command: process.execPath, args: isSea() ? [] : [import.meta.filename] },
  onDebugSignal,
  onCrash,
  releaseMemory: collectGarbage,
}).then((code) => process.exit(code))

#!/usr/bin/env node
// Starts the program with a recent enough Node: the one that runs this file, or the one npm installed as a dependency.
// This file itself has to work with every Node that `engines` allows.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { findNode } from './find-node.js'

const OLDEST_MAJOR = 26

const fail = (reason) => {
  process.stderr.write(
    `scriptd needs Node ${OLDEST_MAJOR} or newer, and this is Node ${process.versions.node}: ${reason}\n`,
  )
  process.exit(1)
}

const runWith = (node, args) => {
  // Replacing this process leaves no parent in memory that would have to pass signals on; not every Node can do it.
  if (process.execve && process.platform !== 'win32') process.execve(node, [node, ...args], process.env)
  const child = spawn(node, args, { stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well, and a second SIGINT ends the program at once.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('error', (error) => fail(error.message))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

// A checkout has sources, the published package only compiled code.
const source = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const program = existsSync(source)
  ? source
  : fileURLToPath(new URL('../dist/package/main.js', import.meta.url))

if (Number.parseInt(process.versions.node, 10) >= OLDEST_MAJOR) {
  await import(pathToFileURL(program))
} else {
  const node = findNode()
  if (node) runWith(node, [program, ...process.argv.slice(2)])
  else fail('the package for this platform that brings Node is not installed (it is an optional dependency)')
}

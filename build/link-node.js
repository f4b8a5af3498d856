/**
 * Links node_modules/.bin/node where npm has not; npm runs this after each change of the dependencies.
 * npm 10 removes the link when it skips the packages for other platforms, whose executable has the same name.
 */
import { existsSync, symlinkSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findNode } from '../bin/find-node.js'

const link = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))
const node = findNode()
if (node && process.platform !== 'win32' && !existsSync(link))
  symlinkSync(relative(dirname(link), node), link)

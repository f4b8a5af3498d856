import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/**
 * The Node that npm installed as an optional dependency: one package for each platform; npm installs the one that fits.
 */
export const findNode = () => {
  const { optionalDependencies } = require('../package.json')
  for (const name of Object.keys(optionalDependencies)) {
    try {
      const description = require.resolve(`${name}/package.json`)
      return join(dirname(description), require(description).bin.node)
    } catch {
      // Not the package for this platform.
    }
  }
  return undefined
}

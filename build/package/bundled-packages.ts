import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../bundle.ts'

const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/

export interface BundledPackage {
  readonly folder: string
  readonly name: string
  readonly version: string
  readonly license: string
}

/** The packages that files belong to, sorted by folder; paths are relative to the project. */
export const packagesOf = (files: readonly string[]): readonly BundledPackage[] => {
  const folders = new Set(files.map((file) => PACKAGE_FOLDER.exec(file)?.[0]))
  return [...folders]
    .filter((folder) => folder !== undefined)
    .sort()
    .map((path) => {
      const folder = join(ROOT, path)
      return { folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }
    })
}

/** The licences of packages as one text. Their terms require a copy of it with every copy of the code. */
export const licenceTexts = (packages: readonly BundledPackage[]): string =>
  packages
    .map(({ folder, name, version, license }) => {
      const files = globSync('{LICEN[CS]E,licen[cs]e,COPYING,NOTICE}*', { cwd: folder })
      const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim())
      return [`${name} ${version} (${license})`, ...texts].join('\n\n')
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`)

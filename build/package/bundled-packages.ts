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

/** The packages that files belong to, sorted by folder; paths are relative to `root`. */
export const packagesOf = (files: readonly string[], root: string = ROOT): readonly BundledPackage[] => {
  const folders = new Set(files.map((file) => PACKAGE_FOLDER.exec(file)?.[0]))
  return [...folders]
    .filter((folder) => folder !== undefined)
    .sort()
    .map((path) => {
      const folder = join(root, path)
      return { folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }
    })
}

const read = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8').trim()

/** The wording of a licence, for packages that name it without including it. */
const standardText = ({ name, license }: BundledPackage): string => {
  const [file] = globSync(`${license}.txt`, { cwd: join(ROOT, 'build/licences') })
  if (!file) throw new Error(`${name} includes no licence, and build/licences has no ${license}.txt`)
  return `Copyright (c) the authors of ${name}\n\n${read(join(ROOT, 'build/licences'), file)}`
}

/** The licences of scriptd and of packages as one text. Their terms require it with every copy of the code. */
export const licenceTexts = (packages: readonly BundledPackage[]): string => {
  const sections = packages.map((bundled) => {
    const { folder, name, version, license } = bundled
    const files = globSync('{LICEN[CS]E,licen[cs]e,COPYING,NOTICE}*', { cwd: folder }).sort()
    const texts = files.length > 0 ? files.map((file) => read(folder, file)) : [standardText(bundled)]
    return [`${name} ${version} (${license})`, ...texts].join('\n\n')
  })
  return [`scriptd\n\n${read(ROOT, 'LICENSE')}`, ...sections].join(`\n\n${'-'.repeat(80)}\n\n`).concat('\n')
}

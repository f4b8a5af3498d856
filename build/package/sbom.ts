import { execFileSync } from 'node:child_process'
import { ROOT } from '../bundle.ts'
import type { BundledPackage } from './bundled-packages.ts'

const DEVELOPMENT = 'cdx:npm:package:development'

interface Component {
  readonly 'bom-ref': string
  readonly scope?: string
  readonly properties?: readonly { readonly name: string }[]
}

interface Bom {
  readonly metadata: { readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

const isDevelopment = ({ properties = [] }: Component) => properties.some(({ name }) => name === DEVELOPMENT)

const asRequired = (component: Component): Component => ({
  ...component,
  scope: 'required',
  properties: (component.properties ?? []).filter(({ name }) => name !== DEVELOPMENT),
})

/**
 * Lists the product's components in CycloneDX: the packages in the bundle and those that npm installs beside it.
 * npm counts bundled packages as development dependencies, because an installation does not fetch them.
 */
export const createBom = (packages: readonly BundledPackage[]): Bom => {
  const command = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx']
  const output = execFileSync('npm', command, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 })
  const bom: Bom = JSON.parse(output)
  const bundled = new Set(packages.map(({ name, version }) => `${name}@${version}`))
  const components = bom.components.flatMap((component) => {
    if (bundled.has(component['bom-ref'])) return [asRequired(component)]
    return isDevelopment(component) ? [] : [component]
  })
  const kept = new Set([bom.metadata.component, ...components].map((component) => component['bom-ref']))
  const dependencies = bom.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }))
  return { ...bom, components, dependencies }
}

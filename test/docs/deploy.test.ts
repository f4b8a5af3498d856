import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { configVariables, parseConfig } from '../../src/config/config.ts'

const DEPLOY = join(import.meta.dirname, '../../deploy')
const read = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8')

const IDENTITY = 'publickeyv1_2T4kGWdg9oeHJeiVEvD9k5Xphfx92rdhgfDMjijv6zdj'

/** What a service is reached by, out of settings. */
const hostsIn = (env: Readonly<Record<string, string>>): string[] =>
  Object.entries(env).flatMap(([name, value]) => (name.endsWith('_URL') ? new URL(value).hostname : []))

const assertServes = (env: Readonly<Record<string, string>>) => {
  const known = new Set(configVariables.map(({ name }) => name))
  assert.deepEqual(
    Object.keys(env).filter((name) => !known.has(name)),
    [],
  )
  const { hosts } = parseConfig({ HOST: '0.0.0.0', ...env, RESTATE_IDENTITY_KEYS: IDENTITY })
  assert.deepEqual(hosts?.identityKeys, [IDENTITY])
}

const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string().optional(),
      environment: z.record(z.string(), z.string()).optional(),
      networks: z.array(z.string()),
      volumes: z.array(z.string()).optional(),
    }),
  ),
  networks: z.record(z.string(), z.unknown()),
  volumes: z.record(z.string(), z.unknown()),
})

test('compose.yaml starts hosts with settings that exist, on services, networks and volumes that it declares', () => {
  const { services, networks, volumes } = Compose.parse(parse(read('compose.yaml')))
  const env = services.scriptd?.environment ?? {}
  assertServes(env)
  assert.deepEqual(
    hostsIn(env).filter((name) => !Object.hasOwn(services, name)),
    [],
  )
  for (const service of Object.values(services)) {
    for (const network of service.networks) assert.ok(Object.hasOwn(networks, network), network)
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':')
      if (source.startsWith('./')) read(source)
      else assert.ok(Object.hasOwn(volumes, source), source)
    }
  }
})

const Port = z.object({ name: z.string(), containerPort: z.number() })
const Variable = z.object({ name: z.string(), value: z.string().optional() })
const Container = z.object({
  image: z.string(),
  env: z.array(Variable).default([]),
  ports: z.array(Port).default([]),
})
const Labels = z.record(z.string(), z.string())
const Workload = z.object({
  kind: z.enum(['Deployment', 'StatefulSet', 'Job']),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: Labels }),
      spec: z.object({ containers: z.tuple([Container]) }),
    }),
  }),
})
const Service = z.object({
  kind: z.literal('Service'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    selector: z.object({ app: z.string() }),
    ports: z.array(z.object({ port: z.number(), targetPort: z.string() })),
  }),
})

const resources = () => {
  const documents = parseAllDocuments(read('kubernetes.yaml'))
  assert.deepEqual(
    documents.flatMap(({ errors }) => errors),
    [],
  )
  const all = documents.map((document) => document.toJS())
  const of = <T>(schema: z.ZodType<T>, kinds: readonly string[]): readonly T[] =>
    all.filter(({ kind }) => kinds.includes(kind)).map((each) => schema.parse(each))
  return {
    workloads: of(Workload, ['Deployment', 'StatefulSet', 'Job']),
    services: of(Service, ['Service']),
  }
}

test('kubernetes.yaml starts hosts with settings that exist, and its services lead to ports of its pods', () => {
  const { workloads, services } = resources()
  const containerOf = (app: string) =>
    workloads.find(({ spec }) => spec.template.metadata.labels.app === app)?.spec.template.spec.containers[0]
  const values = containerOf('scriptd')?.env.map(({ name, value = '' }) => [name, value]) ?? []
  const env: Record<string, string> = Object.fromEntries(values)
  assertServes(env)
  const names = services.map(({ metadata }) => metadata.name)
  assert.deepEqual(
    hostsIn(env).filter((name) => !names.includes(name)),
    [],
  )
  for (const { metadata, spec } of services) {
    const ports = containerOf(spec.selector.app)?.ports.map(({ name }) => name) ?? []
    for (const { targetPort } of spec.ports)
      assert.ok(ports.includes(targetPort), `${metadata.name} ${targetPort}`)
  }
})

test('both files name the same images, Restate in the version that is tested', () => {
  const versions = (name: string) =>
    [...new Set(read(name).match(/(?<=image: )\S+:\S+/g))].filter((image) => !image.startsWith('haproxy'))
  const images = versions('compose.yaml').sort()
  assert.deepEqual(versions('kubernetes.yaml').sort(), images)
  const install = readFileSync(join(import.meta.dirname, '../support/restate/install.ts'), 'utf8')
  const [, tested] = /restate-server@([\d.]+)/.exec(install) ?? []
  assert.ok(images.includes(`docker.restate.dev/restatedev/restate:${tested}`))
})

import type { Case, Measure } from '../case.ts'
import { type Request, send } from '../request.ts'
import { chainOfNodes } from '../scripts.ts'
import type { Server } from '../server.ts'
import type { Workbench } from '../workbench.ts'

const SIZES = [10, 500] as const

/** As many are replaced in turn, so that connections do not wait for each other's changes of one script. */
const REPLACED = 64

// The load tool replaces the marker, so that each script is new and each change one of its graph.
const UNIQUE = '[<id>]'

interface Store {
  readonly server: Server
  readonly path: string
  readonly created: number
  readonly change: NonNullable<Request['method']>
  readonly idOf: (body: unknown) => string | number
}

const scriptd = (server: Server): Store => ({
  server,
  path: '/api/scripts',
  created: 201,
  change: 'PUT',
  idOf: (body) => Object(body).data.id,
})

const pocketBase = (server: Server): Store => ({
  server,
  path: '/api/collections/scripts/records',
  created: 200,
  change: 'PATCH',
  idOf: (body) => Object(body).id,
})

const changed = (script: ReturnType<typeof chainOfNodes>) => {
  const [first, ...others] = script.nodes
  return { ...script, nodes: [{ ...first, description: UNIQUE }, ...others] }
}

const replacements = async ({ server, path, created, change, idOf }: Store, size: number) => {
  const requests: Request[] = []
  for (let index = 0; index < REPLACED; index++) {
    const script = chainOfNodes(`Replaced ${size} ${index}`, size)
    const { body } = await send(server.url, { method: 'POST', path, body: script, status: created })
    requests.push({ method: change, path: `${path}/${idOf(body)}`, body: changed(script) })
  }
  return requests
}

const sidesOf = async (bench: Workbench, suffix: string, store: Store): Promise<[string, Measure][]> => {
  const { server, path, created } = store
  const sides: [string, Measure][] = []
  for (const size of SIZES) {
    const body = chainOfNodes(`Created ${size} ${UNIQUE}`, size)
    const create: Request = { method: 'POST', path, body, status: created }
    sides.push([`create ${size}${suffix}`, await bench.load(server, create)])
    sides.push([`replace ${size}${suffix}`, await bench.load(server, await replacements(store, size))])
  }
  return sides
}

export const scriptSave: Case = {
  name: 'script-save',
  measures: 'creating a script of 10 and of 500 nodes, and replacing one in which a node differs',
  targets: SIZES.flatMap((size) =>
    ['create', 'replace'].map((work) => ({
      side: `${work} ${size}`,
      metric: 'rate',
      to: `${work} ${size} in pocketbase`,
      atLeast: 2,
    })),
  ),
  async setUp(bench) {
    const ours = await sidesOf(bench, '', scriptd(await bench.ours()))
    const rival = await bench.pocketBase()
    const theirs = rival ? await sidesOf(bench, ' in pocketbase', pocketBase(rival)) : []
    // Both sides of a comparison are measured one after the other.
    return Object.fromEntries(ours.flatMap((side, index) => [side, ...theirs.slice(index, index + 1)]))
  },
}

import { type TestContext, test } from 'node:test'
import { lifecycle } from './lifecycle.ts'
import { restarts } from './restarts.ts'
import type { EngineWorld } from './world.ts'

/** What every engine must do, whatever it runs on. */
export const describeEngine = (name: string, createWorld: (t: TestContext) => Promise<EngineWorld>) => {
  for (const [what, check] of Object.entries({ ...lifecycle, ...restarts })) {
    test(`${name} engine: ${what}`, async (t) => check(await createWorld(t)))
  }
}

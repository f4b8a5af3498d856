import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Case } from '../case.ts'
import type { ServerOptions } from '../server.ts'
import { ROOT } from '../workbench.ts'

const SETTLE_MS = 3000

export const binary: Case = {
  name: 'binary',
  measures: 'the executable of `npm run build`, and Node-RED: time to the first 200, memory when idle',
  targets: [
    { side: 'ours', metric: 'start', to: 'node-red', atMost: 1 },
    { side: 'ours', metric: 'MB', to: 'node-red', atMost: 1 },
  ],
  async setUp(bench) {
    const measure = (options: Omit<ServerOptions, 'folder'>) => async () => {
      const server = await bench.start({ ...options, folder: await bench.folder() })
      await delay(SETTLE_MS)
      const found = { start: server.startMs, MB: server.memory() }
      await server.stop()
      return found
    }
    // The executable as an installer leaves it: the system keeps larger pages in memory for a file just written.
    const executable = join(await bench.folder(), 'scriptd')
    await copyFile(join(ROOT, 'dist/scriptd'), executable)
    const nodeRed = join(import.meta.dirname, '../rivals/node_modules/node-red/red.js')
    return {
      ours: measure({ command: [executable, 'serve'] }),
      'node-red': measure({ command: [process.execPath, nodeRed, '--userDir', '.'], readyPath: '/' }),
    }
  },
}

import { getAsset } from 'node:sea'
import { Script } from 'node:vm'
import { processes } from '../processes.ts'
import { run, start } from './load.ts'
import { workerAsset } from './worker-asset.ts'

const [, , first = ''] = process.argv
if (processes.includes(first)) {
  const asset = workerAsset(first)
  run(new Script(getAsset(asset, 'utf8'), { filename: asset }))
} else start()

/** `npm run test:container`: does the steps of the Dockerfile and runs what they make, without a container engine. */
import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { validate } from 'dockerfile-utils'
import { freePort, listening } from '../support/net/listening.ts'
import { namespacesMissing } from '../support/process/namespaces.ts'
import { buildImage, type Image } from './image.ts'

const PROJECT = join(import.meta.dirname, '../..')

const ADDON = fileURLToPath(import.meta.resolve(`@libsql/linux-${process.arch}-gnu`))

// What the base image has of it, so that a library that is missing there is missing here.
const BASE_LIBRARIES = /\/(ld-linux|libc|libdl|libm|libpthread|librt|libgcc_s|libstdc\+\+)[-.]/

const fillBase = (root: string): void => {
  const listed = execFileSync('ldd', [process.execPath, ADDON], { encoding: 'utf8' })
  for (const [path] of listed.matchAll(/\/\S+/g)) {
    if (!BASE_LIBRARIES.test(path)) continue
    mkdirSync(dirname(join(root, path)), { recursive: true })
    copyFileSync(path, join(root, path))
  }
  for (const folder of ['tmp', 'proc', 'etc']) mkdirSync(join(root, folder))
}

// A root of its own that is read-only but for the volume, and process 1 of its own processes.
const CONTAINED = `
set -e
root="$1"; user="$2"
shift 2
mount --bind "$root" "$root"
mount --bind "$root/data" "$root/data"
mount -o remount,bind,ro "$root"
mount -t proc proc "$root/proc"
exec env -i "$@"
`

const start = ({ root, user, env }: Image, command: readonly string[], port: number) => {
  const variables = Object.entries({ ...env, AUTH: 'none', PORT: String(port) }).map((entry) =>
    entry.join('='),
  )
  const contained = [
    'sh',
    root,
    user,
    ...variables,
    '/usr/sbin/chroot',
    `--userspec=${user}`,
    root,
    ...command,
  ]
  return spawn(
    'unshare',
    ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', CONTAINED, ...contained],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
}

const exitCode = async (child: ChildProcess): Promise<unknown> => (await once(child, 'exit'))[0]

/** The one process that `unshare` has started. */
const pidInside = ({ pid }: ChildProcess): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim())

/** What the image adds to its base, as a registry would store it. */
const compressedMegabytes = ({ root }: Image): number => {
  const files = ['usr/local', 'usr/lib/libatomic.so.1']
  const packed = execFileSync('sh', ['-c', `tar -C "$0" -cz ${files.join(' ')} | wc -c`, root], {
    encoding: 'utf8',
  })
  return Number(packed) / 1e6
}

const reasonToSkip = namespacesMissing()

test('the Dockerfile has no mistake that a linter finds', () => {
  assert.deepEqual(validate(readFileSync(join(PROJECT, 'Dockerfile'), 'utf8')), [])
})

test('what the Dockerfile makes serves, is healthy and stops when it is told to', {
  skip: reasonToSkip,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'image-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const image = buildImage({ project: PROJECT, folder, fillBase })
  assert.match(
    readFileSync(join(image.root, 'usr/share/doc/scriptd/THIRD-PARTY-LICENSES.txt'), 'utf8'),
    /^scriptd\n[\s\S]*Node\.js is licensed/,
  )
  t.diagnostic(`${compressedMegabytes(image).toFixed(1)} MB, compressed, on top of the base image`)

  const port = await freePort()
  const server = start(image, [...image.entrypoint, ...image.command], port)
  t.after(() => server.kill('SIGKILL'))
  assert.notEqual(
    await exitCode(start(image, image.healthcheck, await freePort())),
    0,
    'nothing listens there',
  )
  await listening(port, server)
  assert.equal(await exitCode(start(image, image.healthcheck, port)), 0)
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`)
  assert.equal(answer.status, 200)
  process.kill(pidInside(server), 'SIGTERM')
  assert.equal(await exitCode(server), 0)
  assert.deepEqual(readdirSync(join(image.root, 'data')).sort(), ['database', 'workspace'])
})

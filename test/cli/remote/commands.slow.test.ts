import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { startReceiver } from '../../support/net/collector.ts'
import { createFolder, runCommand } from '../../support/process/command.ts'
import { callCommand } from '../../support/process/command-line.ts'
import { startRemoteServer } from '../../support/process/remote-server.ts'

const double = {
  name: 'Double',
  nodes: [{ id: 'double', type: 'transform', parameters: { expression: 'input.n * 2' } }],
}
const twice = {
  name: 'Twice',
  nodes: [{ id: 'call', type: 'sub_script', parameters: { script_id: 70, input: '{{ input }}' } }],
}

test('each command works on a server that is known by its address, by options and by the environment', async (t) => {
  const { url, key, environment, folder } = await startRemoteServer(t)
  const scripts = join(folder, 'scripts')
  await mkdir(join(scripts, 'more'), { recursive: true })
  await writeFile(join(scripts, 'double.json'), JSON.stringify({ id: 70, ...double }))
  await writeFile(join(scripts, 'more/twice.yaml'), JSON.stringify(twice))
  await writeFile(join(folder, 'alone.json'), JSON.stringify({ ...double, name: 'Alone' }))
  await writeFile(join(folder, 'prices.csv'), 'a,b\n1,2\n')
  const at = (name: string) => join(folder, name)

  const work = async (call: (...args: readonly string[]) => ReturnType<typeof callCommand>) => {
    const succeed = async (...args: readonly string[]) => {
      const answer = await call(...args)
      assert.equal(answer.code, 0, `${args.join(' ')}: ${answer.stderr}`)
      return answer
    }
    assert.match((await succeed('import', scripts, '--dry-run')).stdout, /^would be \w+ .*Double\n.*Twice\n$/)
    assert.match((await succeed('import', scripts)).stdout, /^\w+ +1 {2}Double\n\w+ +2 {2}Twice\n$/)
    const exported = JSON.parse((await succeed('export')).stdout).scripts
    assert.deepEqual(
      exported.map(({ name, nodes }: typeof twice) => [name, nodes[0]?.parameters.script_id]),
      [
        ['Double', undefined],
        ['Twice', 1],
      ],
    )
    for (const target of ['2', 'Twice', at('alone.json')]) {
      const { stdout } = await succeed('run', target, '--input', '{"n": 21}', '--json')
      assert.equal(JSON.parse(stdout).output, 42, target)
    }
    assert.equal(JSON.parse((await succeed('stats', '--json')).stdout).total_scripts, 2)

    const { stderr } = await succeed('keys', 'create', '--name', 'nightly', '--scope', 'read')
    const [id = ''] = /^key_\w+/.exec(stderr) ?? []
    assert.match((await succeed('keys', 'list')).stdout, new RegExp(`${id}  nightly`))
    await succeed('keys', 'revoke', id)

    await succeed('secrets', 'set', 'TOKEN', '--file', at('alone.json'))
    assert.match((await succeed('secrets', 'list')).stdout, /^TOKEN {2}/m)
    assert.match((await succeed('secrets', 'rotate')).stdout, /^\d of 1 secrets/)
    await succeed('secrets', 'delete', 'TOKEN')

    await succeed('files', 'put', at('prices.csv'), 'data/')
    assert.match((await succeed('files', 'list', '--recursive')).stdout, /^data\/prices\.csv +8 /m)
    assert.equal((await succeed('files', 'get', 'data/prices.csv', '-')).stdout, 'a,b\n1,2\n')
    await succeed('files', 'delete', 'data/prices.csv')

    const profile = at(`${exported.length}-${Math.random()}.cpuprofile`)
    await succeed('profile', '--seconds', '1', '--output', profile)
    assert.ok(JSON.parse(await readFile(profile, 'utf8')).nodes.length > 0)
  }

  await work((...args) => callCommand({ args, env: environment }))
  await work((...args) => callCommand({ args: [...args, '--url', `${url}/`, '--key', key] }))
})

test('what a file or a terminal gives is used as it is, and failures leave nothing behind', async (t) => {
  const { call, folder } = await startRemoteServer(t, { HTTP_NODE_ALLOW: '127.0.0.1' })
  const { url, requests } = await startReceiver(t)
  const headers = { authorization: '{{ $secret("TOKEN") }}' }
  const send = { name: 'Send', nodes: [{ id: 'a', type: 'http_request', parameters: { url, headers } }] }
  for (const more of [{ typed: 'hunter2-hunter2' }, { input: 'hunter2-hunter3\r\n' }]) {
    const set = await call(['secrets', 'set', 'TOKEN'], more)
    assert.equal(set.code, 0, set.stderr)
    const sent = await call(['run', '-'], { input: JSON.stringify(send) })
    assert.equal(sent.code, 0, sent.stderr)
  }
  const sent = requests.map((request) => request.headers.authorization)
  assert.deepEqual(sent, ['hunter2-hunter2', 'hunter2-hunter3'])
  const binary = await call(['secrets', 'set', 'TOKEN'], { input: Buffer.from([0xff]) })
  assert.deepEqual([binary.code, binary.stderr], [1, 'scriptd: the value of TOKEN is not UTF-8 text\n'])

  const fails = { name: 'Fails', nodes: [{ id: 'a', type: 'fail', parameters: { message: 'no' } }] }
  const failed = await call(['run', '-'], { input: JSON.stringify(fails) })
  assert.equal(failed.code, 1)
  assert.match(failed.stderr, /^scriptd: execution ex_\w+ failed: /)
  const missing = await call(['run', 'Fails'])
  assert.match(missing.stderr, /there is no file and no stored script "Fails"\n$/)

  const wrong = { scripts: [double, { name: 'Wrong', nodes: [{ id: 'a', type: 'sum' }] }] }
  const refused = await call(['import', '-'], { input: JSON.stringify(wrong) })
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /scripts\.1\.nodes\.0\.type: /)
  assert.equal((await call(['files', 'get', 'none.csv', join(folder, 'none.csv')])).code, 1)
  assert.deepEqual(await readdir(folder), [])
  assert.deepEqual(JSON.parse((await call(['export'])).stdout), { scripts: [] })
})

test('the process reads the address from the environment and from the file .env, each with its own key', async (t) => {
  const { url, key, environment } = await startRemoteServer(t)
  const cwd = await createFolder(t)
  const exports = (env: Readonly<Record<string, string>>) => runCommand(t, { args: ['export'], env, cwd })
  const nothing = { code: 0, stderr: '', stdout: '{\n  "scripts": []\n}\n' }
  assert.deepEqual(await exports(environment), nothing)
  await writeFile(join(cwd, '.env'), `SCRIPTD_URL=${url}\nSCRIPTD_API_KEY=${key}\n`)
  assert.deepEqual(await exports({}), nothing)
  // The file may have come with a cloned folder: it must not receive the key of another server.
  const { code, stderr } = await exports({ SCRIPTD_API_KEY: key })
  assert.equal(code, 2)
  assert.match(stderr, /SCRIPTD_URL is from the file \.env, which must not decide where an API key/)
})

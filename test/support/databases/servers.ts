import { globSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../net/listening.ts'
import type { Certificate } from './certificate.ts'
import { type Cleaner, privateFolder, runOnce, serve } from './server-process.ts'

const [initdb] = globSync('/usr/lib/postgresql/*/bin/initdb')
const [mariadbd] = globSync('/usr/sbin/mariadbd')

const MISSING =
  'needs PostgreSQL and MariaDB: apt-get install postgresql mariadb-server-core mariadb-client-core'

/** Options of tests that need both servers: without them they are skipped, and fail where everything has to be tested. */
export const NEEDS_SERVERS: { readonly skip: false | string } = {
  skip: (initdb && mariadbd) || process.env.CI !== undefined ? false : MISSING,
}

export const PASSWORD = 'open sesame/#1'
const userInfo = `tester:${encodeURIComponent(PASSWORD)}`

/** The address of a PostgreSQL server with nothing in it. */
export const startPostgresql = async (owner: Cleaner): Promise<string> => {
  if (initdb === undefined) throw new Error(MISSING)
  const folder = privateFolder(owner, 'postgresql')
  const port = await freePort()
  const data = join(folder, 'data')
  writeFileSync(join(folder, 'password'), PASSWORD, { mode: 0o644 })
  const password = ['--pwfile', join(folder, 'password'), '--auth=scram-sha-256']
  runOnce(initdb, ['-D', data, '-U', 'tester', '-E', 'UTF8', '--no-sync', ...password], folder)
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    '-k',
    folder,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'fsync=off',
  ]
  await serve(owner, join(initdb, '../postgres'), args, port)
  return `postgres://${userInfo}@127.0.0.1:${port}/postgres`
}

/**
 * The address of a MariaDB server with one empty database.
 * @param certificate what the server uses for TLS; without it, it makes one of its own
 */
export const startMariadb = async (owner: Cleaner, certificate?: Certificate): Promise<string> => {
  if (mariadbd === undefined) throw new Error(MISSING)
  const folder = privateFolder(owner, 'mariadb')
  const port = await freePort()
  const data = join(folder, 'data')
  const init = join(folder, 'init.sql')
  const quoted = `'${PASSWORD}'`
  writeFileSync(
    init,
    `CREATE DATABASE shop CHARACTER SET utf8mb4;\nCREATE USER tester@'127.0.0.1' IDENTIFIED BY ${quoted};\nGRANT ALL ON shop.* TO tester@'127.0.0.1';\n`,
    { mode: 0o644 },
  )
  runOnce(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${data}`, '--skip-test-db', '--auth-root-authentication-method=normal'],
    folder,
  )
  const args = ['--no-defaults', `--datadir=${data}`, `--socket=${join(folder, 'socket')}`, `--port=${port}`]
  const more = [
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    `--init-file=${init}`,
    '--innodb-flush-log-at-trx-commit=0',
    ...(certificate ? [`--ssl-cert=${certificate.certificate}`, `--ssl-key=${certificate.key}`] : []),
  ]
  await serve(owner, mariadbd, [...args, ...more], port)
  return `mysql://${userInfo}@127.0.0.1:${port}/shop`
}

import assert from 'node:assert/strict'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { assertSeparateFolders } from '../../src/app/separate-folders.ts'
import { parseConfig } from '../../src/config/config.ts'
import { createFolder, runCommand } from '../support/process/command.ts'

interface Case {
  readonly name: string
  readonly database?: string
  readonly workspace: string
  readonly backups?: string
  /** The settings that are refused. */
  readonly tables?: string
  readonly url?: string
  readonly refused: readonly string[]
}

const cases: readonly Case[] = [
  { name: 'beside the folder of the database', workspace: 'workspace', refused: [] },
  { name: 'whose name begins like that of the database’s folder', workspace: 'data-of-scripts', refused: [] },
  { name: 'that is the folder of the database', workspace: 'data', refused: ['WORKSPACE_DIR'] },
  { name: 'above the database', workspace: '.', refused: ['WORKSPACE_DIR'] },
  { name: 'inside the folder of the database', workspace: 'data/workspace', refused: ['WORKSPACE_DIR'] },
  { name: 'that is a link to the folder of the database', workspace: 'link', refused: ['WORKSPACE_DIR'] },
  { name: 'below a link to the folder of the database', workspace: 'link/new', refused: ['WORKSPACE_DIR'] },
  {
    name: 'that holds a linked database',
    database: 'link/scriptd.db',
    workspace: '.',
    refused: ['WORKSPACE_DIR'],
  },
  {
    name: 'that holds the backups',
    workspace: 'workspace',
    backups: 'workspace/old',
    refused: ['BACKUP_DIR'],
  },
  {
    name: 'that holds the tables of executions',
    workspace: 'workspace',
    tables: 'workspace/tables',
    refused: ['TABLE_DIR'],
  },
  {
    name: 'that is the folder of the tables, with a database elsewhere',
    url: 'http://127.0.0.1:1',
    workspace: 'workspace',
    tables: 'workspace',
    refused: ['TABLE_DIR'],
  },
]

for (const { name, url, database = 'data/scriptd.db', workspace, backups, tables, refused } of cases) {
  test(`a workspace ${name} is ${refused.length === 0 ? 'accepted' : 'refused'}`, async (t) => {
    const folder = await createFolder(t)
    await mkdir(join(folder, 'data'))
    await symlink('data', join(folder, 'link'))
    const config = parseConfig({
      DATABASE_URL: url ?? `file:${join(folder, database)}`,
      WORKSPACE_DIR: join(folder, workspace),
      ...(backups !== undefined && { BACKUP_DIR: join(folder, backups) }),
      ...(tables !== undefined && { TABLE_DIR: join(folder, tables) }),
    })
    const checked = assertSeparateFolders(config)
    if (refused.length === 0) return checked
    await assert.rejects(checked, ({ problems }) => {
      assert.deepEqual(
        problems.map((problem: { readonly name: string }) => problem.name),
        refused,
      )
      return true
    })
  })
}

test('a server whose scripts could reach its database does not start', async (t) => {
  const { code, stderr } = await runCommand(t, { args: ['serve', '--workspace-dir', 'data'] })
  assert.equal(code, 2)
  assert.match(stderr, /WORKSPACE_DIR must neither contain the folder of the database \(DATABASE_URL\)/)
})

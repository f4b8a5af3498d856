import { and, eq, isNull, or, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { type PageRequest, pageReader } from '../../db/page-reader.ts'
import { apiKeys } from '../../db/schema.ts'
import type { Writer } from '../../db/writer.ts'
import type { Page } from '../../domain/cursor.ts'
import type { Scope } from '../../domain/scopes.ts'
import { deleteKey, insertSession, type SessionWrite } from './sessions/statements.ts'
import { type ApiKeyMark, type ApiKeyWrite, insertKey, markUsed, revokeKey } from './statements.ts'

/** The public data of a key. */
export interface ApiKeyRow {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly scopes: Scope[]
  readonly created_at: string
  readonly expires_at: string | null
  readonly last_used_at: string | null
  readonly revoked_at: string | null
  /** The key that the session was opened with; null for a key. */
  readonly parent_id: string | null
}

export interface StoredApiKey extends ApiKeyRow {
  readonly hash: string
}

const columns = {
  id: apiKeys.id,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  scopes: apiKeys.scopes,
  created_at: apiKeys.created_at,
  expires_at: apiKeys.expires_at,
  last_used_at: apiKeys.last_used_at,
  revoked_at: apiKeys.revoked_at,
  parent_id: apiKeys.parent_id,
}

const readPage = pageReader({ columns, key: [apiKeys.id], direction: 'DESC' })

const stored = { ...columns, hash: apiKeys.hash }

const prepare = ({ orm }: Database) => ({
  find: orm
    .select(stored)
    .from(apiKeys)
    .where(eq(apiKeys.id, sql.placeholder('id')))
    .prepare(),
  findByHash: orm
    .select(stored)
    .from(apiKeys)
    .where(and(eq(apiKeys.hash, sql.placeholder('hash')), isNull(apiKeys.revoked_at)))
    .prepare(),
  hashes: orm
    .select({ hash: apiKeys.hash })
    .from(apiKeys)
    .where(or(eq(apiKeys.id, sql.placeholder('id')), eq(apiKeys.parent_id, sql.placeholder('id'))))
    .prepare(),
  first: orm.select({ id: apiKeys.id }).from(apiKeys).limit(1).prepare(),
})

export class ApiKeyRepository {
  readonly #database: Database
  readonly #writer: Writer
  readonly #query: ReturnType<typeof prepare>

  constructor(database: Database, writer: Writer) {
    this.#database = database
    this.#writer = writer
    this.#query = prepare(database)
  }

  /** Whether a key was ever created. */
  async hasAny(): Promise<boolean> {
    return (await this.#query.first.get()) !== undefined
  }

  find(id: string): Promise<StoredApiKey | undefined> {
    return this.#query.find.get({ id })
  }

  /** The key, unless it was revoked. */
  findByHash(hash: string): Promise<StoredApiKey | undefined> {
    return this.#query.findByHash.get({ hash })
  }

  /** The hashes of a key and of its sessions. */
  async hashesOf(id: string): Promise<string[]> {
    return (await this.#query.hashes.all({ id })).map(({ hash }) => hash)
  }

  /** `ApiKeyRow`s, newest first. */
  page(request: Pick<PageRequest, 'after' | 'limit'>): Promise<Page> {
    return readPage(this.#database, request)
  }

  insert(write: ApiKeyWrite): Promise<void> {
    return this.#writer.write(insertKey, write)
  }

  /** Returns the hashes of the sessions that it ended, the oldest ones of the key, so that not too many are left. */
  openSession(write: SessionWrite): Promise<string[]> {
    return this.#writer.write(insertSession, write)
  }

  remove(id: string): Promise<void> {
    return this.#writer.write(deleteKey, id)
  }

  /** Revokes a key with its sessions. */
  revoke(mark: ApiKeyMark): Promise<void> {
    return this.#writer.write(revokeKey, mark)
  }

  markUsed(mark: ApiKeyMark): Promise<void> {
    return this.#writer.write(markUsed, mark)
  }
}

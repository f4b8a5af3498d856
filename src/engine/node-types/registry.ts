import type { NodeType, NodeTypeCatalogue } from '../node-type.ts'
import { codeType } from './code.ts'
import { conditionType } from './condition.ts'
import { databaseType } from './database.ts'
import { endType } from './end.ts'
import { failType } from './fail.ts'
import { fileDeleteType } from './file-delete.ts'
import { fileListType } from './file-list.ts'
import { fileMoveType } from './file-move.ts'
import { fileReadType } from './file-read.ts'
import { fileWriteType } from './file-write.ts'
import { forEachType } from './for-each.ts'
import { httpRequestType } from './http-request.ts'
import { logType } from './log.ts'
import { mergeType } from './merge.ts'
import { repeatType } from './repeat.ts'
import { respondType } from './respond.ts'
import { sqlType } from './sql.ts'
import { startType } from './start.ts'
import { statsType } from './stats.ts'
import { subScriptType } from './sub-script.ts'
import { switchType } from './switch.ts'
import { transformType } from './transform.ts'
import { waitType } from './wait.ts'
import { waitForEventType } from './wait-for-event.ts'

/** All node types, in the order of the catalogue. */
export const allNodeTypes: readonly NodeType[] = [
  startType,
  endType,
  transformType,
  conditionType,
  switchType,
  mergeType,
  forEachType,
  repeatType,
  waitType,
  waitForEventType,
  httpRequestType,
  codeType,
  sqlType,
  databaseType,
  fileReadType,
  fileWriteType,
  fileListType,
  fileMoveType,
  fileDeleteType,
  respondType,
  logType,
  failType,
  subScriptType,
  statsType,
]

export class NodeTypes implements NodeTypeCatalogue {
  readonly all: readonly NodeType[]
  readonly #byName: ReadonlyMap<string, NodeType>

  /** @throws Error when two types have the same name */
  constructor(all: readonly NodeType[] = allNodeTypes) {
    const byName = new Map<string, NodeType>()
    for (const type of all) {
      if (byName.has(type.type)) throw new Error(`two node types are named ${type.type}`)
      byName.set(type.type, type)
    }
    this.all = all
    this.#byName = byName
  }

  get(type: string): NodeType | undefined {
    return this.#byName.get(type)
  }
}

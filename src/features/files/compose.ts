import type { Writer } from '../../db/writer.ts'
import type { FileArea } from './ports.ts'
import { fileRoutes } from './routes.ts'
import { SelectedFolder } from './selected-folder.ts'
import { FileService } from './service.ts'
import { confirmWritable } from './statements.ts'

export interface FilesOptions {
  readonly files: FileArea
  readonly writer: Writer
  /** The path of the folder that file nodes work in, from the root of the workspace. */
  readonly selected: () => string
}

export const composeFiles = ({ files, writer, selected }: FilesOptions) => {
  const service = new FileService({ files, confirmWritable: () => writer.write(confirmWritable, undefined) })
  return {
    folder: new SelectedFolder(service, selected),
    routes: [['/api/files', fileRoutes(service)]] as const,
  }
}

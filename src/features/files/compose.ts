import type { Writer } from '../../db/writer.ts'
import type { FileArea } from './ports.ts'
import { fileRoutes } from './routes.ts'
import { FileService } from './service.ts'
import { confirmWritable } from './statements.ts'

export interface FilesOptions {
  readonly files: FileArea
  readonly writer: Writer
}

export const composeFiles = ({ files, writer }: FilesOptions) => {
  const service = new FileService({ files, confirmWritable: () => writer.write(confirmWritable, undefined) })
  return { routes: [['/api/files', fileRoutes(service)]] as const }
}

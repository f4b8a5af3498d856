import { localize } from '../../http/hooks/locale.ts'
import { Preconditions, precondition } from '../../http/request/precondition.ts'
import { json } from '../../http/response/answer.ts'
import { listPage, success } from '../../http/response/envelope.ts'
import {
  binary,
  created,
  done,
  fails,
  notModified,
  ok,
  page,
  rawBody,
} from '../../http/response/operation-responses.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { FolderEntry } from '../folders/schema.ts'
import { sendFile, uploadOf } from './content-routes.ts'
import { DeletedFile, DownloadHeaders, FileListQuery, FileQuery } from './schema.ts'
import type { FileService } from './service.ts'
import { messages } from './texts.ts'

const tags = ['files']

const listFiles = createRoute({
  method: 'get',
  path: '/',
  operationId: 'listFiles',
  access: ['read'],
  tags,
  summary: 'List files',
  description:
    'Lists the contents of a folder of the workspace by name. Links that lead out of the workspace are left out.',
  request: { query: FileListQuery },
  responses: {
    ...page(FolderEntry, 'A page of files and folders.'),
    ...notModified,
    ...fails('FOLDER_NOT_FOUND', 'PATH_OUTSIDE_WORKSPACE'),
  },
})

const downloadFile = createRoute({
  method: 'get',
  path: '/content',
  operationId: 'downloadFile',
  access: ['read'],
  tags,
  summary: 'Download a file',
  description: 'Sends a file of the workspace, or a part of it, as an attachment.',
  request: { query: FileQuery, headers: DownloadHeaders },
  responses: {
    ...binary('The file.', 'The part of the file.'),
    ...notModified,
    ...fails(
      'FILE_NOT_FOUND',
      'FILE_UNUSABLE',
      'PATH_OUTSIDE_WORKSPACE',
      'PRECONDITION_FAILED',
      'RANGE_NOT_SATISFIABLE',
    ),
  },
})

const uploadFile = createRoute({
  method: 'put',
  path: '/content',
  operationId: 'uploadFile',
  access: ['write'],
  tags,
  summary: 'Upload a file',
  description:
    'Stores the request body, whatever its type, as a file of the workspace, and creates missing folders. The ' +
    'file appears when all of it has arrived; until then, and if the upload fails, the old one stays. With ' +
    '`If-Match`, the file must exist; with `If-None-Match: *`, it must not.',
  request: { query: FileQuery, headers: Preconditions, body: rawBody('The content of the file.') },
  responses: {
    ...ok(FolderEntry, 'The file was replaced.'),
    ...created(FolderEntry, 'The file was created.'),
    ...fails(
      'FILE_UNUSABLE',
      'PATH_OUTSIDE_WORKSPACE',
      'PRECONDITION_FAILED',
      'PAYLOAD_TOO_LARGE',
      'ENCODED_UPLOAD',
      'REQUEST_TIMEOUT',
      'WORKSPACE_FULL',
      'DISK_FULL',
    ),
  },
})

const deleteFile = createRoute({
  method: 'delete',
  path: '/content',
  operationId: 'deleteFile',
  access: ['write'],
  tags,
  summary: 'Delete a file',
  description:
    'Deletes a file or an empty folder of the workspace. For a link, only the link itself is deleted.',
  request: { query: FileQuery, headers: Preconditions },
  responses: {
    ...done(DeletedFile, 'The file was deleted.'),
    ...fails('FILE_NOT_FOUND', 'FILE_UNUSABLE', 'PATH_OUTSIDE_WORKSPACE', 'PRECONDITION_FAILED'),
  },
})

export const fileRoutes = (files: FileService) => {
  const router = createRouter()

  router.openapi(listFiles, async (c) => {
    const { entries, nextCursor } = await files.list(c.req.valid('query'), c.req.raw.signal)
    return json(c, listPage(entries, nextCursor), 200)
  })

  router.openapi(downloadFile, async (c) => {
    const file = await files.open(c.req.valid('query').path, c.req.raw.signal)
    return sendFile(c, file, c.req.valid('header'))
  })

  router.openapi(uploadFile, async (c) => {
    const { path } = c.req.valid('query')
    const { entry, etag, isNew } = await files.replace(uploadOf(c, path, c.req.valid('header')))
    if (!isNew) return json(c, success(entry, localize(c, messages.fileReplaced)), 200, { ETag: etag })
    const location = `/api/files/content?path=${encodeURIComponent(entry.path)}`
    const headers = { Location: location, ETag: etag }
    return json(c, success(entry, localize(c, messages.fileCreated)), 201, headers)
  })

  router.openapi(deleteFile, async (c) => {
    const { path } = c.req.valid('query')
    const condition = precondition(c.req.valid('header'))
    const deleted = await files.remove(path, condition, c.req.raw.signal)
    return json(c, success({ path: deleted }, localize(c, messages.fileDeleted)), 200)
  })

  return router
}

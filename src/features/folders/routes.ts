import { localize } from '../../http/hooks/locale.ts'
import { Preconditions, precondition } from '../../http/request/precondition.ts'
import { bodyTag, json } from '../../http/response/answer.ts'
import { list, success } from '../../http/response/envelope.ts'
import {
  body,
  bodyFails,
  done,
  fails,
  notModified,
  ok,
  page,
} from '../../http/response/operation-responses.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { FolderEntry, FolderQuery, FolderSelection, SelectedFolder } from './schema.ts'
import type { FolderService } from './service.ts'
import { messages } from './texts.ts'

const tags = ['folders']

const selectFolder = createRoute({
  method: 'post',
  path: '/folder/select',
  operationId: 'selectFolder',
  access: ['write'],
  tags,
  summary: 'Select the working folder',
  description: 'Selects the folder in which file nodes read and write. The selection survives a restart.',
  request: { headers: Preconditions, body: body(FolderSelection, 'The folder.') },
  responses: {
    ...done(SelectedFolder, 'The folder was selected.'),
    ...bodyFails('FOLDER_NOT_FOUND', 'PATH_OUTSIDE_WORKSPACE', 'PRECONDITION_FAILED'),
  },
})

const getSelectedFolder = createRoute({
  method: 'get',
  path: '/folder',
  operationId: 'getSelectedFolder',
  access: ['read'],
  tags,
  summary: 'Get the working folder',
  description: 'Returns the selected folder.',
  responses: { ...ok(SelectedFolder, 'The selected folder.'), ...notModified, ...fails() },
})

const browseFolder = createRoute({
  method: 'get',
  path: '/folders',
  operationId: 'browseFolder',
  access: ['read'],
  tags,
  summary: 'Browse the workspace',
  description:
    'Lists the contents of a folder, folders first. Links that lead out of the workspace are left out.',
  request: { query: FolderQuery },
  responses: {
    ...page(FolderEntry, 'All files and folders in the folder.'),
    ...notModified,
    ...fails('FOLDER_NOT_FOUND', 'PATH_OUTSIDE_WORKSPACE'),
  },
})

export const folderRoutes = (folders: FolderService) => {
  const router = createRouter()

  router.openapi(selectFolder, async (c) => {
    const holds = precondition(c.req.valid('header'))
    const folder_path = await folders.select(c.req.valid('json').path, (selected) =>
      holds(bodyTag(success({ folder_path: selected }))),
    )
    return json(c, success({ folder_path }, localize(c, messages.folderSelected)), 200)
  })

  router.openapi(getSelectedFolder, (c) => json(c, success({ folder_path: folders.selected }), 200))

  router.openapi(browseFolder, async (c) =>
    json(c, list(await folders.browse(c.req.valid('query').path)), 200),
  )

  return router
}

import { localize } from '../../http/hooks/locale.ts'
import { Preconditions, precondition } from '../../http/request/precondition.ts'
import { json } from '../../http/response/answer.ts'
import { success } from '../../http/response/envelope.ts'
import {
  body,
  bodyFails,
  created,
  done,
  fails,
  notModified,
  ok,
  page,
} from '../../http/response/operation-responses.ts'
import { jsonPage } from '../../http/response/raw-json.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { DeletedVariable, Variable, VariableParams, VariableQuery, VariableValue } from './schema.ts'
import type { VariableService } from './service.ts'
import { messages } from './texts.ts'

const tags = ['variables']

const listVariables = createRoute({
  method: 'get',
  path: '/',
  operationId: 'listVariables',
  access: ['read'],
  tags,
  summary: 'List variables',
  description: 'Lists variables with their values, by name.',
  request: { query: VariableQuery },
  responses: { ...page(Variable, 'A page of variables.'), ...notModified, ...fails() },
})

const getVariable = createRoute({
  method: 'get',
  path: '/{name}',
  operationId: 'getVariable',
  access: ['read'],
  tags,
  summary: 'Get a variable',
  description: 'Returns one variable. The answer is a valid body for PUT.',
  request: { params: VariableParams },
  responses: {
    ...ok(Variable, 'The variable.'),
    ...notModified,
    ...fails('VARIABLE_NOT_FOUND'),
  },
})

const putVariable = createRoute({
  method: 'put',
  path: '/{name}',
  operationId: 'putVariable',
  access: ['write'],
  tags,
  summary: 'Set a variable',
  description:
    'Creates a variable or replaces its value and description. Scripts read it as `$vars.NAME`, in expressions ' +
    'and in code. An execution sees the values as they were when it was accepted, until its end. Variables are ' +
    'not secret: anyone with the scope `read` sees them. An identical value changes nothing. With `If-Match`, ' +
    'the variable must exist, with `If-None-Match: *` it must not. The limits are 1000 variables and 1 MiB for ' +
    'all values.',
  request: { params: VariableParams, headers: Preconditions, body: body(VariableValue, 'The value.') },
  responses: {
    ...ok(Variable, 'The variable was replaced, or was identical.'),
    ...created(Variable, 'The variable was created.'),
    ...bodyFails('PRECONDITION_FAILED'),
  },
})

const deleteVariable = createRoute({
  method: 'delete',
  path: '/{name}',
  operationId: 'deleteVariable',
  access: ['write'],
  tags,
  summary: 'Delete a variable',
  description: 'Deletes a variable. In executions accepted later, `$vars.NAME` has no value.',
  request: { params: VariableParams, headers: Preconditions },
  responses: {
    ...done(DeletedVariable, 'The variable was deleted.'),
    ...fails('VARIABLE_NOT_FOUND', 'PRECONDITION_FAILED'),
  },
})

export const variableRoutes = (variables: VariableService) => {
  const router = createRouter()

  router.openapi(listVariables, async (c) => {
    return jsonPage<Variable>(c, await variables.list(c.req.valid('query')))
  })

  router.openapi(getVariable, async (c) => {
    const { variable, etag } = await variables.get(c.req.valid('param').name)
    return json(c, success(variable), 200, { ETag: etag })
  })

  router.openapi(putVariable, async (c) => {
    const { name } = c.req.valid('param')
    const { value, description } = c.req.valid('json')
    const { variable, etag, isNew } = await variables.set({
      name,
      value,
      description,
      precondition: precondition(c.req.valid('header')),
    })
    const answer = success(variable, localize(c, messages.variableSaved))
    if (!isNew) return json(c, answer, 200, { ETag: etag })
    return json(c, answer, 201, { Location: `/api/variables/${name}`, ETag: etag })
  })

  router.openapi(deleteVariable, async (c) => {
    const { name } = c.req.valid('param')
    await variables.remove(name, precondition(c.req.valid('header')))
    return json(c, success({ name }, localize(c, messages.variableDeleted)), 200)
  })

  return router
}

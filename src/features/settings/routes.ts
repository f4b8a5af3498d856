import { unconditional } from '../../domain/precondition.ts'
import { localize } from '../../http/hooks/locale.ts'
import { Preconditions, precondition } from '../../http/request/precondition.ts'
import { bodyTag, json } from '../../http/response/answer.ts'
import { success } from '../../http/response/envelope.ts'
import {
  body,
  bodyFails,
  created,
  done,
  fails,
  notModified,
  ok,
} from '../../http/response/operation-responses.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import {
  Setting,
  SettingDeleted,
  SettingParams,
  Settings,
  SettingsReplacement,
  SettingValue,
} from './schema.ts'
import type { SettingsService } from './service.ts'
import { messages } from './texts.ts'

const tags = ['settings']

const getSettings = createRoute({
  method: 'get',
  path: '/',
  operationId: 'getSettings',
  access: ['read'],
  tags,
  summary: 'Get all settings',
  description: 'Returns all settings with their values. The answer is a valid body for PUT.',
  responses: { ...ok(Settings, 'The settings.'), ...notModified, ...fails() },
})

const replaceSettings = createRoute({
  method: 'put',
  path: '/',
  operationId: 'replaceSettings',
  access: ['write'],
  tags,
  summary: 'Replace all settings',
  description: 'Replaces all settings with the given ones in one transaction. The limit is 1000 settings.',
  request: { headers: Preconditions, body: body(SettingsReplacement, 'All settings.') },
  responses: { ...done(Settings, 'The saved settings.'), ...bodyFails('PRECONDITION_FAILED') },
})

const deleteSettings = createRoute({
  method: 'delete',
  path: '/',
  operationId: 'deleteSettings',
  access: ['write'],
  tags,
  summary: 'Delete all settings',
  description: 'Deletes all settings in one transaction.',
  request: { headers: Preconditions },
  responses: { ...done(Settings, 'All settings were deleted.'), ...fails('PRECONDITION_FAILED') },
})

const getSetting = createRoute({
  method: 'get',
  path: '/{key}',
  operationId: 'getSetting',
  access: ['read'],
  tags,
  summary: 'Get a setting',
  description: 'Returns a setting. The answer is a valid body for PUT.',
  request: { params: SettingParams },
  responses: {
    ...ok(Setting, 'The setting.'),
    ...notModified,
    ...fails('SETTING_NOT_FOUND'),
  },
})

const putSetting = createRoute({
  method: 'put',
  path: '/{key}',
  operationId: 'putSetting',
  access: ['write'],
  tags,
  summary: 'Set a setting',
  description:
    'Creates a setting or replaces its value. An identical value changes nothing. With `If-Match`, the setting ' +
    'must exist, with `If-None-Match: *` it must not.',
  request: { params: SettingParams, headers: Preconditions, body: body(SettingValue, 'The value.') },
  responses: {
    ...ok(Setting, 'The value was replaced, or was identical.'),
    ...created(Setting, 'The setting was created.'),
    ...bodyFails('PRECONDITION_FAILED'),
  },
})

const deleteSetting = createRoute({
  method: 'delete',
  path: '/{key}',
  operationId: 'deleteSetting',
  access: ['write'],
  tags,
  summary: 'Delete a setting',
  description: 'Deletes a setting.',
  request: { params: SettingParams, headers: Preconditions },
  responses: {
    ...done(SettingDeleted, 'The setting was deleted.'),
    ...fails('SETTING_NOT_FOUND', 'PRECONDITION_FAILED'),
  },
})

/** Whether the headers allow to replace all settings; `undefined` when they demand nothing. */
const isAccepted = (headers: Parameters<typeof precondition>[0]) => {
  const holds = precondition(headers)
  if (holds === unconditional) return undefined
  return (settings: Readonly<Record<string, unknown>>) => holds(bodyTag(success({ settings })))
}

export const settingsRoutes = (settings: SettingsService) => {
  const router = createRouter()

  router.openapi(getSettings, async (c) => json(c, success({ settings: await settings.all() }), 200))

  router.openapi(replaceSettings, async (c) => {
    const desired = c.req.valid('json')
    await settings.replaceAll(desired.settings, isAccepted(c.req.valid('header')))
    return json(c, success(desired, localize(c, messages.settingsSaved)), 200)
  })

  router.openapi(deleteSettings, async (c) => {
    await settings.replaceAll({}, isAccepted(c.req.valid('header')))
    return json(c, success({ settings: {} }, localize(c, messages.settingsDeleted)), 200)
  })

  router.openapi(getSetting, async (c) => {
    const { setting, etag } = await settings.get(c.req.valid('param').key)
    return json(c, success(setting), 200, { ETag: etag })
  })

  router.openapi(putSetting, async (c) => {
    const { key } = c.req.valid('param')
    const { setting, etag, isNew } = await settings.set({
      key,
      value: c.req.valid('json').value,
      precondition: precondition(c.req.valid('header')),
    })
    const answer = success(setting, localize(c, messages.settingSaved))
    if (!isNew) return json(c, answer, 200, { ETag: etag })
    const location = `/api/config/user-settings/${encodeURIComponent(key)}`
    return json(c, answer, 201, { Location: location, ETag: etag })
  })

  router.openapi(deleteSetting, async (c) => {
    const { key } = c.req.valid('param')
    await settings.remove(key, precondition(c.req.valid('header')))
    return json(c, success({ key }, localize(c, messages.settingDeleted)), 200)
  })

  return router
}

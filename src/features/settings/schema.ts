import { z } from '@hono/zod-openapi'
import { Key, keyedObject } from '../../domain/keyed-object.ts'
import { ADDRESS_PATTERN, fitsAddress, notInAddress } from '../../domain/plain-text.ts'
import { readOnlyField } from '../../http/request/read-only-field.ts'
import { smallJson } from '../../http/request/small-json.ts'

const AddressKey = Key.refine(fitsAddress, notInAddress).meta({ pattern: ADDRESS_PATTERN })

const SettingKey = AddressKey.openapi({
  description: 'Name of the setting.',
  pattern: ADDRESS_PATTERN,
  example: 'theme',
})

export const SettingParams = z.object({
  key: SettingKey.openapi({ param: { name: 'key', in: 'path' } }),
})

const example = { key: 'theme', value: { name: 'dark', contrast: 2 }, updated_at: '2026-11-23T18:00:00.000Z' }

const anyJson = { description: 'Any JSON value of up to 64 KiB.', example: example.value }

export const Setting = z
  .object({
    key: SettingKey,
    value: z.unknown().nonoptional().openapi(anyJson),
    updated_at: z.iso
      .datetime()
      .openapi({ description: 'Time of the last change of the value.', example: example.updated_at }),
  })
  .openapi('Setting', { description: 'A setting.', example })
export type Setting = z.output<typeof Setting>

export const SettingValue = z
  .strictObject({
    value: smallJson.nonoptional().openapi(anyJson),
    key: readOnlyField('string'),
    updated_at: readOnlyField('string'),
  })
  .openapi('SettingValue', {
    description: 'The value of a setting.',
    example: { value: example.value },
  })

const exampleSettings = { settings: { theme: example.value, language: 'ko' } }

export const Settings = z
  .object({
    settings: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'Values by key.', example: exampleSettings.settings }),
  })
  .openapi('UserSettings', { description: 'All settings.', example: exampleSettings })

export const SettingsReplacement = z
  .strictObject({
    settings: keyedObject({ key: AddressKey, value: smallJson, max: 1000 }).openapi({
      description: 'Values by key. Settings that are left out are deleted.',
      additionalProperties: { description: anyJson.description },
      example: exampleSettings.settings,
    }),
  })
  .openapi('SettingsReplacement', { description: 'The new settings.', example: exampleSettings })

export const SettingDeleted = z
  .object({ key: SettingKey })
  .openapi('SettingDeleted', { description: 'The setting that was deleted.', example: { key: 'theme' } })

import { z } from '@hono/zod-openapi'
import { isStorable, isWithin, notPlainText, notStorable } from '../../domain/plain-text.ts'
import { SECRET_NAME } from '../../domain/secret-name.ts'
import { pageQuery } from '../../http/request/page-query.ts'
import { readOnlyField } from '../../http/request/read-only-field.ts'

const SIZE = { minimum: 8, maximum: 64 * 1024 }

const Name = z.string().regex(SECRET_NAME, { error: 'secret_name' }).openapi({
  description:
    'Name of the secret: letters, digits and `_`, not starting with a digit; not `rotate`, which is a route.',
  example: 'API_TOKEN',
})

export const SecretParams = z.object({ name: Name.openapi({ param: { name: 'name', in: 'path' } }) })

// A shorter value would occur by chance in many texts, from which it would be redacted.
const hasSize = (value: string): boolean =>
  isWithin(value, SIZE.maximum) && !isWithin(value.trim(), SIZE.minimum - 1)

// The same for the document, together with the minimum: the first and the last character are not whitespace.
const CONTROL = '\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f'
const PATTERN = `^[^\\S${CONTROL}]*[^\\s${CONTROL}][^${CONTROL}]{${SIZE.minimum - 2},}[^\\s${CONTROL}][^\\S${CONTROL}]*$`

const hasOnlyLines = (value: string): boolean => !/[^\P{Cc}\t\n\r]/u.test(value)

export const SecretValue = z
  .strictObject({
    value: z
      .string()
      .refine(isStorable, notStorable)
      .refine(hasOnlyLines, notPlainText)
      .refine(hasSize, { params: { problem: 'wrong_secret_size', values: SIZE } })
      .openapi({
        description:
          'Text of 8 to 65,536 characters, not counting surrounding whitespace. It may have several lines. It is stored encrypted and never returned.',
        pattern: PATTERN,
        minLength: SIZE.minimum,
        maxLength: SIZE.maximum,
        example: 'correct horse battery staple',
      }),
    name: readOnlyField('string'),
    created_at: readOnlyField('string'),
    updated_at: readOnlyField('string'),
  })
  .openapi('SecretValue', {
    description: 'The value of a secret.',
    example: { value: 'correct horse battery staple' },
  })

const isoTime = (description: string) =>
  z.iso.datetime().openapi({ description, example: '2026-11-24T18:00:00.000Z' })

export const Secret = z
  .object({
    name: Name,
    created_at: isoTime('Creation time.'),
    updated_at: isoTime('Time of the last change of the value.'),
  })
  .openapi('Secret', {
    description: 'A secret without its value.',
    example: {
      name: 'API_TOKEN',
      created_at: '2026-11-24T18:00:00.000Z',
      updated_at: '2026-11-24T18:00:00.000Z',
    },
  })
export type Secret = z.output<typeof Secret>

export const SecretQuery = pageQuery(z.tuple([z.string()]))
export type SecretQuery = z.output<typeof SecretQuery>

export const DeletedSecret = z
  .object({ name: Name })
  .openapi('DeletedSecret', { description: 'The secret that was deleted.', example: { name: 'API_TOKEN' } })

const amount = (description: string, example: number) => z.int().min(0).openapi({ description, example })

export const SecretRotation = z
  .object({
    secrets: amount('Number of secrets.', 12),
    resealed: amount('Number of secrets that were re-encrypted; the others already used the first key.', 7),
    unneeded_keys: z.array(z.int().min(2)).openapi({
      description:
        'Positions in `SECRETS_KEY`, from 1, of the keys that no secret needs any longer. Older backups still ' +
        'need them.',
      example: [2],
    }),
  })
  .openapi('SecretRotation', {
    description: 'Result of a rotation.',
    example: { secrets: 12, resealed: 7, unneeded_keys: [2] },
  })
export type SecretRotation = z.output<typeof SecretRotation>

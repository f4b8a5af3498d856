import { z } from '@hono/zod-openapi'
import { integerText } from '../../http/request/integer-text.ts'

export const ProfileQuery = z.object({
  seconds: integerText({ minimum: 1, maximum: 60 })
    .default(5)
    .openapi({ type: 'integer', default: 5, description: 'How long to record.', example: 5 }),
})

const number = (description: string, example: number) => z.number().min(0).openapi({ description, example })

const FunctionTime = z
  .object({
    function: z.string().openapi({ description: 'Its name, or what V8 calls it.', example: 'evaluate' }),
    url: z.string().openapi({
      description: 'The file or module; empty for what is no JavaScript.',
      example: 'file:///app/node_modules/jsonata/jsonata.js',
    }),
    line: z.int().min(0).openapi({ description: 'From 1; 0 for what is no JavaScript.', example: 4321 }),
    self_ms: number('Time in the function itself, in milliseconds.', 310.5),
    self_percent: number('The same in percent of the whole profile.', 6.2),
    total_ms: number('Time in the function and all that it called, in milliseconds.', 840.2),
    total_percent: number('The same in percent of the whole profile.', 16.8),
  })
  .openapi('FunctionTime', { description: 'How long the processor was in a function.' })

// V8 may say more than is named here.
const open = { additionalProperties: true }

const CallFrame = z
  .object({
    functionName: z.string(),
    scriptId: z.string(),
    url: z.string(),
    lineNumber: z.int(),
    columnNumber: z.int(),
  })
  .openapi({ description: 'A function; lines and columns count from 0.', ...open })

const ProfileNode = z
  .object({
    id: z.int(),
    callFrame: CallFrame,
    hitCount: z.int().optional(),
    children: z.array(z.int()).optional(),
  })
  .openapi({ description: 'A place in the tree of calls.', ...open })

const CpuProfile = z
  .object({
    nodes: z.array(ProfileNode),
    startTime: z.number(),
    endTime: z.number(),
    samples: z.array(z.int()).optional(),
    timeDeltas: z.array(z.int()).optional(),
  })
  .openapi('CpuProfile', {
    description: 'What a `.cpuprofile` file holds, for Chrome DevTools, VS Code or speedscope.',
    ...open,
  })

export const ProfileReport = z
  .object({
    duration_ms: number('How long was recorded, in milliseconds.', 5001.2),
    samples: z.int().min(0).openapi({ description: 'How often it was looked where it is.', example: 4021 }),
    top_self: z
      .array(FunctionTime)
      .openapi({ description: 'The ten functions with most time of their own.' }),
    top_total: z.array(FunctionTime).openapi({ description: 'The ten functions with most time in all.' }),
    profile: CpuProfile,
  })
  .openapi('ProfileReport', { description: 'What the processor did.' })

export type ProfileReport = z.infer<typeof ProfileReport>

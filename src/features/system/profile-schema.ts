import { z } from '@hono/zod-openapi'
import { integerText } from '../../http/request/integer-text.ts'

export const ProfileQuery = z.object({
  seconds: integerText({ minimum: 1, maximum: 60 })
    .default(5)
    .openapi({ type: 'integer', default: 5, description: 'Duration of the profile in seconds.', example: 5 }),
})

const number = (description: string, example: number) => z.number().min(0).openapi({ description, example })

const FunctionTime = z
  .object({
    function: z
      .string()
      .openapi({ description: 'Name of the function, or the name that V8 gives it.', example: 'evaluate' }),
    url: z.string().openapi({
      description: 'File or module; empty for native code.',
      example: 'file:///app/node_modules/jsonata/jsonata.js',
    }),
    line: z
      .int()
      .min(0)
      .openapi({ description: 'Line in the file, from 1; 0 for native code.', example: 4321 }),
    self_ms: number('Time in the function itself, in milliseconds.', 310.5),
    self_percent: number('Time in the function itself, in percent of the profile.', 6.2),
    total_ms: number('Time in the function and everything it called, in milliseconds.', 840.2),
    total_percent: number('Time in the function and everything it called, in percent of the profile.', 16.8),
  })
  .openapi('FunctionTime', { description: 'Time that was spent in a function.' })

// V8 may add further fields.
const open = { additionalProperties: true }

const CallFrame = z
  .object({
    functionName: z.string(),
    scriptId: z.string(),
    url: z.string(),
    lineNumber: z.int(),
    columnNumber: z.int(),
  })
  .openapi({ description: 'A function. Lines and columns count from 0.', ...open })

const ProfileNode = z
  .object({
    id: z.int(),
    callFrame: CallFrame,
    hitCount: z.int().optional(),
    children: z.array(z.int()).optional(),
  })
  .openapi({ description: 'A node of the call tree.', ...open })

const CpuProfile = z
  .object({
    nodes: z.array(ProfileNode),
    startTime: z.number(),
    endTime: z.number(),
    samples: z.array(z.int()).optional(),
    timeDeltas: z.array(z.int()).optional(),
  })
  .openapi('CpuProfile', {
    description: 'Content of a `.cpuprofile` file for Chrome DevTools, VS Code or speedscope.',
    ...open,
  })

export const ProfileReport = z
  .object({
    duration_ms: number('Duration of the profile in milliseconds.', 5001.2),
    samples: z.int().min(0).openapi({ description: 'Number of samples.', example: 4021 }),
    top_self: z.array(FunctionTime).openapi({ description: 'The ten functions with the most self time.' }),
    top_total: z
      .array(FunctionTime)
      .openapi({ description: 'The ten functions with the most time in total.' }),
    profile: CpuProfile,
  })
  .openapi('ProfileReport', { description: 'A CPU profile and its most expensive functions.' })

export type ProfileReport = z.infer<typeof ProfileReport>

import { json } from '../../http/response/answer.ts'
import { success } from '../../http/response/envelope.ts'
import { done, fails } from '../../http/response/operation-responses.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { ProfileQuery, ProfileReport } from './profile-schema.ts'
import type { Profiler } from './profiler.ts'

const recordProfile = createRoute({
  method: 'post',
  path: '/profile',
  operationId: 'recordProfile',
  access: ['admin'],
  tags: ['system'],
  summary: 'Record a CPU profile',
  description:
    'Records what the main thread does for some seconds and answers with the functions that took most time and the ' +
    'whole profile. One is recorded at a time. It ends early, with what there is, when the caller goes away or the ' +
    'server stops. Idle time counts in the percentages but is not listed; code nodes run in threads of their own.',
  request: { query: ProfileQuery },
  responses: {
    ...done(ProfileReport, 'What the processor did.'),
    ...fails('VALIDATION_FAILED', 'PROFILE_RUNNING', 'SHUTTING_DOWN'),
  },
})

/** To be mounted at `/api/debug`. */
export const profileRoutes = (profiler: Profiler) => {
  const router = createRouter()

  router.openapi(recordProfile, async (c) => {
    const report = await profiler.record(c.req.valid('query').seconds, c.req.raw.signal)
    return json(c, success(report), 200)
  })

  return router
}

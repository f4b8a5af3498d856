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
    'Records a CPU profile of the main thread for some seconds. The answer contains the functions that took most time ' +
    'and the complete profile. Only one profile is recorded at a time. It ends early if the client disconnects or the ' +
    'server stops. Idle time counts in the percentages but is not listed. Code nodes run in other threads.',
  request: { query: ProfileQuery },
  responses: {
    ...done(ProfileReport, 'The profile.'),
    ...fails('PROFILE_RUNNING', 'SHUTTING_DOWN'),
  },
})

/** For mounting at `/api/debug`. */
export const profileRoutes = (profiler: Profiler) => {
  const router = createRouter()

  router.openapi(recordProfile, async (c) => {
    const report = await profiler.record(c.req.valid('query').seconds, c.req.raw.signal)
    return json(c, success(report), 200)
  })

  return router
}

import type { ErrorCode } from '../domain/errors.ts'
import { activityTexts } from '../features/activity/texts.ts'
import { apiKeyTexts } from '../features/api-keys/texts.ts'
import { catalogueTexts } from '../features/catalogue/texts.ts'
import { dashboardTexts } from '../features/dashboard/texts.ts'
import { executionTexts } from '../features/executions/texts.ts'
import { fileTexts } from '../features/files/texts.ts'
import { folderTexts } from '../features/folders/texts.ts'
import { idempotencyTexts } from '../features/idempotency/texts.ts'
import { scheduleTexts } from '../features/schedules/texts.ts'
import { scriptTexts } from '../features/scripts/texts.ts'
import { secretTexts } from '../features/secrets/texts.ts'
import { settingTexts } from '../features/settings/texts.ts'
import { systemTexts } from '../features/system/texts.ts'
import { variableTexts } from '../features/variables/texts.ts'
import { webhookTexts } from '../features/webhooks/texts.ts'
import { errorTexts } from '../http/messages/error-texts.ts'
import { problemTexts } from '../http/messages/problem-texts.ts'
import type { Text } from '../http/messages/text.ts'

/** Every error code has a text, or this does not compile. */
export const texts = {
  ...errorTexts,
  ...problemTexts,
  ...apiKeyTexts,
  ...catalogueTexts,
  ...activityTexts,
  ...dashboardTexts,
  ...executionTexts,
  ...fileTexts,
  ...folderTexts,
  ...idempotencyTexts,
  ...scheduleTexts,
  ...scriptTexts,
  ...secretTexts,
  ...settingTexts,
  ...systemTexts,
  ...variableTexts,
  ...webhookTexts,
} satisfies Readonly<Record<ErrorCode, Text>>

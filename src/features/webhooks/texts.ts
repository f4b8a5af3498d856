import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const webhookTexts = {
  WEBHOOK_NOT_FOUND: { en: 'Webhook {id} was not found.', ko: '웹훅을 찾을 수 없습니다: {id}' },
  WEBHOOK_EXPRESSION_FAILED: {
    en: 'The {field} of the webhook could not be evaluated for this request; nothing was started.',
    ko: '웹훅의 {field}을(를) 이 요청에 적용할 수 없어 아무것도 시작하지 않았습니다.',
  },
  WEBHOOK_SCRIPT_FAILED: {
    en: 'The script of the webhook failed.',
    ko: '웹훅의 스크립트가 실패했습니다.',
  },
  WEBHOOK_SCRIPT_TIMED_OUT: {
    en: 'The script of the webhook exceeded its time limit.',
    ko: '웹훅의 스크립트가 제한 시간을 넘겼습니다.',
  },
  reserved_header: {
    en: 'The server sets this header itself.',
    ko: '서버가 직접 정하는 헤더입니다.',
  },
  duplicate_method: {
    en: 'The method {method} is listed more than once.',
    ko: '메서드가 중복되었습니다: {method}',
  },
  header_name: {
    en: "The name of a header may contain only letters, digits and any of ! # $ % & ' * + - . ^ _ ` | ~.",
    ko: "헤더 이름에는 영문자, 숫자와 ! # $ % & ' * + - . ^ _ ` | ~ 문자만 쓸 수 있습니다.",
  },
  header_value: {
    en: 'The value of a header may contain no line breaks, no other control characters, and of other letters only those of Latin-1.',
    ko: '헤더 값에는 줄바꿈이나 제어 문자를 쓸 수 없으며, Latin-1에 있는 문자만 쓸 수 있습니다.',
  },
  header_or_expression: {
    en: 'Must be the name of a header, such as X-Delivery, or a text with an expression, such as {{ body.id }}.',
    ko: 'X-Delivery 같은 헤더 이름이거나, {{ body.id }} 같은 표현식이 있는 텍스트여야 합니다.',
  },
  signature_prefix: {
    en: 'May contain only visible characters of ASCII, and no spaces.',
    ko: '공백이 아닌 ASCII 문자만 쓸 수 있습니다.',
  },
  path_start: { en: 'Must start with "/".', ko: '"/"로 시작해야 합니다.' },
  body_not_text: {
    en: 'With this Content-Type, the body has to be a text.',
    ko: '이 Content-Type에서는 본문이 문자열이어야 합니다.',
  },
  webhook_without_raw: {
    en: '"raw" is null unless the webhook has "raw": true.',
    ko: '웹훅에 "raw": true가 없으면 "raw"는 항상 null입니다.',
  },
  webhook_secret: {
    en: 'Expressions of webhooks cannot use $secret.',
    ko: '웹훅의 표현식에는 $secret을 쓸 수 없습니다.',
  },
  old_token_accepted: {
    en: 'An earlier token is accepted until {until}. Rotate after that, or with grace_ms 0, which ends all earlier tokens at once.',
    ko: '이전 토큰이 {until}까지 유효합니다. 그 이후에 다시 시도하거나, grace_ms를 0으로 하여 이전 토큰을 모두 즉시 만료시켜 주십시오.',
  },
  unknown_secret: {
    en: 'There is no secret "{secret}". Create it first with PUT /api/secrets/{secret}.',
    ko: '비밀 값이 없습니다: {secret}. 먼저 PUT /api/secrets/{secret}(으)로 저장해 주십시오.',
  },
  secret_no_base64: {
    en: 'The secret "{secret}" is not a key of this preset, which is "whsec_" followed by Base64.',
    ko: '이 프리셋의 키("whsec_"와 base64)가 아닌 비밀 값입니다: {secret}',
  },
  decided_by_preset: {
    en: 'The preset determines {name}. Leave out one of the two.',
    ko: '{name} 값은 프리셋이 정합니다. 이 값이나 프리셋 중 하나를 빼 주십시오.',
  },
  no_signed_time: {
    en: 'Only presets that sign a time have a tolerance: {presets}.',
    ko: '허용 시간 차는 시각에 서명하는 프리셋에서만 지정할 수 있습니다: {presets}',
  },
} as const satisfies Texts

/** Messages of successful answers. */
export const messages = {
  webhookCreated: {
    en: 'The webhook was created. Its token is not shown again.',
    ko: '웹훅을 생성했습니다. 토큰은 다시 표시되지 않습니다.',
  },
  webhookSaved: { en: 'The webhook was saved.', ko: '웹훅을 저장했습니다.' },
  webhookDeleted: { en: 'The webhook was deleted.', ko: '웹훅을 삭제했습니다.' },
  tokenRotated: {
    en: 'The webhook has a new token, which is not shown again.',
    ko: '웹훅의 토큰을 새로 발급했습니다. 토큰은 다시 표시되지 않습니다.',
  },
  deliveryStarted: { en: 'The delivery started an execution.', ko: '요청이 실행을 시작했습니다.' },
  deliveryStartedNothing: {
    en: 'The delivery started nothing.',
    ko: '요청이 아무것도 시작하지 않았습니다.',
  },
  deliveryAccepted: { en: 'The delivery was accepted.', ko: '요청을 접수했습니다.' },
} as const satisfies Texts

import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const scheduleTexts = {
  SCHEDULE_NOT_FOUND: { en: 'Schedule {id} was not found.', ko: '스케줄을 찾을 수 없습니다: {id}' },
  invalid_cron: {
    en: 'Not a valid cron expression. It needs five fields, or six with seconds first, such as "30 2 * * *".',
    ko: '올바른 cron 식이 아닙니다. "30 2 * * *"처럼 필드 다섯 개, 또는 초를 앞에 둔 여섯 개가 필요합니다.',
  },
  cron_fields: {
    en:
      'A cron expression has five fields (minute, hour, day, month, weekday), or six with seconds first, such as ' +
      '"30 2 * * *". This one has {count}.',
    ko:
      'cron 식에는 "30 2 * * *"처럼 필드 다섯 개(분, 시, 일, 월, 요일) 또는 초를 앞에 둔 여섯 개가 필요합니다. 지금은 ' +
      '{count}개입니다.',
  },
  cron_nickname: {
    en: 'Not a nickname of a cron expression. There are {nicknames}; for other intervals use every_ms.',
    ko: '알 수 없는 cron 별칭입니다. {nicknames}를 쓸 수 있으며, 다른 간격에는 every_ms를 사용해 주십시오.',
  },
  cron_date: {
    en: 'A date does not recur, so it is not a cron expression. Use "at" for a single time.',
    ko: '날짜는 반복되지 않으므로 cron 식이 아닙니다. 한 번만 실행하려면 "at"을 사용해 주십시오.',
  },
  cron_never: {
    en: 'The cron expression names a day that never comes, such as February 30.',
    ko: 'cron 식이 2월 30일처럼 오지 않는 날을 가리킵니다.',
  },
  cron_value: {
    en: 'Field {field} of the cron expression takes values from {minimum} to {maximum}, and not "{part}".',
    ko: 'cron 식의 {field}번째 필드에는 {minimum}부터 {maximum}까지 쓸 수 있습니다. 잘못된 값: "{part}"',
  },
  cron_range: {
    en:
      'In field {field} of the cron expression, the range "{part}" ends before it starts. Write it as two, such as ' +
      '"FRI-SAT,SUN-MON".',
    ko:
      'cron 식의 {field}번째 필드에서 범위 "{part}"의 끝이 시작보다 앞섭니다. "FRI-SAT,SUN-MON"처럼 둘로 나누어 ' +
      '주십시오.',
  },
  cron_step: {
    en:
      'In field {field} of the cron expression, the step of "{part}" is 0, larger than the field, or does not follow ' +
      '"*" or a range. Write it as in "*/15" or "0-30/10".',
    ko:
      'cron 식의 {field}번째 필드에서 "{part}"의 간격이 0이거나 필드보다 크거나, "*"나 범위 뒤에 있지 않습니다. "*/15"나 ' +
      '"0-30/10"처럼 써 주십시오.',
  },
  cron_part: {
    en:
      'Field {field} of the cron expression cannot have "{part}". It takes numbers, "*", lists such as "1,15", ranges ' +
      'such as "1-5" and steps such as "*/15"; names, "L", "W" and "#" only for days and months.',
    ko:
      'cron 식의 {field}번째 필드에는 "{part}"을(를) 쓸 수 없습니다. 숫자, "*", "1,15" 같은 목록, "1-5" 같은 범위, "*/15" ' +
      '같은 간격을 쓰며, 이름과 "L", "W", "#"은 일·월·요일에만 쓸 수 있습니다.',
  },
  unknown_timezone: {
    en: 'Not a known time zone. Use a name of the tz database such as "Europe/Berlin" or "UTC".',
    ko: '알 수 없는 시간대입니다. "Asia/Seoul"이나 "UTC"처럼 tz 데이터베이스의 이름을 사용해 주십시오.',
  },
  schedule_timing_missing: {
    en: 'A schedule needs one of cron, every_ms and at.',
    ko: '스케줄에는 cron, every_ms, at 중 하나가 필요합니다.',
  },
  schedule_timing_ambiguous: {
    en: 'Only one of cron, every_ms and at may be given, but there are several: {given}. Set all but one to null.',
    ko: 'cron, every_ms, at 중 하나만 지정할 수 있는데 여러 개가 있습니다: {given}. 나머지는 null로 설정해 주십시오.',
  },
  range_reversed: { en: 'Must not be before from.', ko: 'from보다 이르면 안 됩니다.' },
  schedule_ends_before_start: {
    en: 'Must not be before starts_at.',
    ko: 'starts_at보다 이르면 안 됩니다.',
  },
  schedule_in_past: {
    en: 'Must be in the future; the time on the server is {now}.',
    ko: '미래의 시각이어야 합니다. 서버의 현재 시각은 {now}입니다.',
  },
  schedule_without_ticks: {
    en: 'There is no time left at which the schedule would start. Check starts_at, ends_at and the times between them.',
    ko: '스케줄이 시작할 수 있는 시각이 없습니다. starts_at과 ends_at, 그리고 그 사이의 실행 시각을 확인해 주십시오.',
  },
  schedule_not_past: {
    en: 'Must not be in the future; the time on the server is {now}.',
    ko: '미래의 시각이면 안 됩니다. 서버의 현재 시각은 {now}입니다.',
  },
  schedule_secret: {
    en: '$secret cannot be used in the input of a schedule, because the input is stored with each execution. Use it in the node that needs it.',
    ko: '스케줄의 입력은 실행마다 저장되므로 $secret을 쓸 수 없습니다. 값이 필요한 노드에서 사용해 주십시오.',
  },
  too_many_ticks: {
    en: 'The time from "from" to "to" has more than {maximum} ticks. Split it up.',
    ko: '"from"부터 "to"까지의 실행 시각이 {maximum}개를 넘습니다. 기간을 나누어 주십시오.',
  },
} as const satisfies Texts

/** Messages of successful answers. */
export const messages = {
  scheduleCreated: { en: 'The schedule was created.', ko: '스케줄을 생성했습니다.' },
  scheduleSaved: { en: 'The schedule was saved.', ko: '스케줄을 저장했습니다.' },
  scheduleDeleted: { en: 'The schedule was deleted.', ko: '스케줄을 삭제했습니다.' },
  executionStarted: { en: 'The execution was started.', ko: '실행을 시작했습니다.' },
  nothingStarted: { en: 'No execution was started.', ko: '실행을 시작하지 않았습니다.' },
  ticksStarted: { en: 'The ticks were started.', ko: '해당 시각의 실행을 시작했습니다.' },
  ticksCut: {
    en: 'The ticks before {next} were started; there is no room for more at the moment. Continue from there later.',
    ko: '{next} 이전 시각의 실행을 시작했습니다. 지금은 자리가 더 없으니 나중에 그 시각부터 이어서 시작해 주십시오.',
  },
  noTimes: {
    en: 'The schedule would never start. {path}: {reason}',
    ko: '이 스케줄은 한 번도 시작하지 않습니다. {path}: {reason}',
  },
} as const satisfies Texts

/** The Korean of what the catalogue says in English. */
export const WAITS: Readonly<Record<string, string>> = {
  Wait: '대기',
  'Passes its input on after a delay or at a given time, at once if that time has passed. The wait survives restarts.':
    '정한 시간이 지난 뒤 또는 정한 시각에 입력을 전달합니다. 이미 지난 시각이면 바로 전달합니다. 서버를 다시 시작해도 대기는 이어집니다.',
  'The delay in milliseconds, up to 366 days. Give either this or `until`.':
    '대기 시간(밀리초), 최대 366일. 이것과 `until` 중 하나만 지정하세요.',
  'When to continue, an ISO-8601 time with `Z` or an offset. Give either this or `ms`.':
    '계속할 시각. `Z`나 시간대가 붙은 ISO-8601 시각입니다. 이것과 `ms` 중 하나만 지정하세요.',
  'Wait for event': '이벤트 대기',
  'Waits until an event with its name is sent to the execution, and passes on the payload. If `timeout_ms` passes first, it passes its input on through `timeout`. The wait survives restarts.':
    '이름이 같은 이벤트가 이 실행에 올 때까지 기다렸다가 그 내용을 전달합니다. 그 전에 `timeout_ms`가 지나면 입력을 `timeout`으로 전달합니다. 서버를 다시 시작해도 대기는 이어집니다.',
  'The name of the event, up to 100 characters.': '이벤트의 이름, 최대 100자.',
  'What the event is about, such as an order number, up to 200 characters: then only events with the same correlation are taken, and those sent to the execution without one.':
    '이벤트의 대상(예: 주문 번호), 최대 200자. 지정하면 대상이 같은 이벤트와, 대상 없이 이 실행에 온 이벤트만 받습니다.',
  'How long to wait, in milliseconds, up to 366 days. Without it, the wait has no time limit of its own.':
    '기다릴 시간(밀리초), 최대 366일. 지정하지 않으면 대기가 스스로 끝나지 않습니다.',
}

import type { Texts } from './text.ts'

/** Texts of the errors that any operation can meet, by error code. */
export const errorTexts = {
  MALFORMED_JSON: { en: 'The request body is not valid JSON.', ko: '요청 본문이 올바른 JSON이 아닙니다.' },
  MALFORMED_BODY: {
    en: 'The request body cannot be read as what its Content-Type declares.',
    ko: '요청 본문을 Content-Type에 지정된 형식으로 읽을 수 없습니다.',
  },
  MALFORMED_REQUEST: { en: 'The request is not valid HTTP.', ko: '올바른 HTTP 요청이 아닙니다.' },
  REQUEST_TIMEOUT: {
    en: 'The request did not arrive in time.',
    ko: '요청이 제한 시간 안에 도착하지 않았습니다.',
  },
  HEADERS_TOO_LARGE: { en: 'The request headers are too large.', ko: '요청 헤더가 너무 큽니다.' },
  UNAUTHORIZED: {
    en: 'A valid API key is required. Send it as "Authorization: Bearer sd_…".',
    ko: '유효한 API 키가 필요합니다. "Authorization: Bearer sd_…" 헤더로 보내 주십시오.',
  },
  FORBIDDEN: { en: 'The API key lacks the scope "{scope}".', ko: 'API 키에 필요한 권한이 없습니다: {scope}' },
  HOST_REFUSED: {
    en: 'A server that requires no API key accepts only local host names and those of CORS_ORIGINS, not "{host}".',
    ko: 'API 키가 필요 없는 서버에는 로컬 호스트 이름이나 CORS_ORIGINS 설정의 호스트로만 접근할 수 있습니다. 허용되지 않는 호스트입니다: {host}',
  },
  ORIGIN_REFUSED: {
    en: 'Web pages from another origin may not call this server: {origin}. The setting CORS_ORIGINS lists those that may.',
    ko: '다른 출처의 웹 페이지에서는 이 서버를 호출할 수 없습니다: {origin}. 허용할 출처는 CORS_ORIGINS 설정에 지정합니다.',
  },
  ROUTE_NOT_FOUND: {
    en: 'No resource exists at {address}. The API begins at /api; /docs describes it.',
    ko: '요청하신 주소에 리소스가 없습니다: {address}. API는 /api에서 시작하며 /docs에 설명이 있습니다.',
  },
  METHOD_NOT_ALLOWED: {
    en: 'The method {method} is not allowed at this address.',
    ko: '이 주소에서는 {method} 메서드를 사용할 수 없습니다.',
  },
  METHOD_NOT_IMPLEMENTED: {
    en: 'The server does not know the method {method}.',
    ko: '서버가 알지 못하는 메서드입니다: {method}',
  },
  PRECONDITION_FAILED: {
    en: 'The precondition If-Match or If-None-Match failed: the resource has changed since it was read, already exists, or does not exist. Read it again.',
    ko: 'If-Match 또는 If-None-Match 조건이 맞지 않습니다. 조회한 이후에 변경되었거나, 이미 있거나, 없는 대상입니다. 다시 조회해 주십시오.',
  },
  PAYLOAD_TOO_LARGE: {
    en: 'The request body is larger than {limit} bytes ({setting}). Send a smaller one.',
    ko: '요청 본문이 한도({setting}, {limit}바이트)를 넘습니다. 본문을 줄여 주십시오.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    en: 'The request body must be of a supported type ({types}), in UTF-8 and without a Content-Encoding.',
    ko: '요청 본문은 Content-Encoding 없이 UTF-8로 인코딩한 지원 형식({types})이어야 합니다.',
  },
  VALIDATION_FAILED: {
    en: 'The request is not valid. See "details".',
    ko: '요청 내용이 올바르지 않습니다. "details"를 확인해 주십시오.',
  },
  RATE_LIMITED: {
    en: 'Too many requests ({rateLimit}). Try again shortly.',
    ko: '요청이 너무 많습니다({rateLimit}). 잠시 후 다시 시도해 주십시오.',
  },
  TOO_MANY_STREAMS: {
    en: 'Too many event streams are open (EVENT_STREAM_LIMIT, EVENT_STREAM_TOTAL). Close one, or try again shortly.',
    ko: '열려 있는 이벤트 스트림이 너무 많습니다(EVENT_STREAM_LIMIT, EVENT_STREAM_TOTAL). 일부를 닫거나 잠시 후 다시 시도해 주십시오.',
  },
  MEMORY_CALLER_LIMIT: {
    en: 'Your requests and executions already use all memory that one caller may use: {limit} bytes ({setting}). Try again when some have ended.',
    ko: '요청과 실행이 호출자별 메모리 한도({limit}바이트, {setting})를 모두 사용하고 있습니다. 일부가 끝난 뒤 다시 시도해 주십시오.',
  },
  MEMORY_LIMIT: {
    en: 'All requests and executions together already use {limit} bytes of memory, which is the limit ({setting}). Try again shortly.',
    ko: '요청과 실행이 전체 메모리 한도({limit}바이트, {setting})를 모두 사용하고 있습니다. 잠시 후 다시 시도해 주십시오.',
  },
  INTERNAL: { en: 'An unexpected error occurred.', ko: '예기치 않은 오류가 발생했습니다.' },
  DATABASE_UNAVAILABLE: {
    en: 'The database is currently unavailable. Try again shortly.',
    ko: '현재 데이터베이스를 사용할 수 없습니다. 잠시 후 다시 시도해 주십시오.',
  },
  DATABASE_FULL: {
    en: 'The disk of the database is full. Nothing was stored; try again once there is room.',
    ko: '데이터베이스의 디스크가 가득 차서 아무것도 저장하지 못했습니다. 공간을 확보한 뒤 다시 시도해 주십시오.',
  },
  ORCHESTRATOR_UNAVAILABLE: {
    en: 'The Restate server that hands out executions is currently unavailable (RESTATE_INGRESS_URL). Try again shortly.',
    ko: '실행을 배분하는 Restate 서버를 현재 사용할 수 없습니다(RESTATE_INGRESS_URL). 잠시 후 다시 시도해 주십시오.',
  },
  ROW_TOO_LARGE: {
    en: 'The database stores no row of this size. Send less at once, or raise the limit of its server (max_row_size).',
    ko: '데이터베이스에 저장할 수 있는 행의 크기를 초과했습니다. 한 번에 보내는 양을 줄이거나 데이터베이스 서버의 한도(max_row_size)를 늘려 주십시오.',
  },
  STANDBY: {
    en: 'Another server is using this database, so this server is read-only.',
    ko: '다른 서버가 이 데이터베이스를 사용하고 있어 이 서버에서는 조회만 할 수 있습니다.',
  },
  SHUTTING_DOWN: {
    en: 'The server is shutting down. Try again shortly.',
    ko: '서버를 종료하는 중입니다. 잠시 후 다시 시도해 주십시오.',
  },
} as const satisfies Texts

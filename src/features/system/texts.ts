import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const systemTexts = {
  PROFILE_RUNNING: {
    en: 'A profile is already being recorded. Try again after it has finished.',
    ko: '이미 프로파일을 기록하는 중입니다. 끝난 뒤 다시 시도해 주십시오.',
  },
  NOT_READY: {
    en: 'The server is not ready to accept work.',
    ko: '현재 서버가 작업을 받을 수 없는 상태입니다.',
  },
  database_unavailable: {
    en: 'The database does not respond (after {ms} ms).',
    ko: '데이터베이스가 응답하지 않습니다({ms}ms 경과).',
  },
  database_full: {
    en: 'The disk of the database is full: nothing can be stored until there is room again (after {ms} ms).',
    ko: '데이터베이스의 디스크가 가득 차서 공간이 생길 때까지 아무것도 저장할 수 없습니다({ms}ms 경과).',
  },
  database_not_writable: {
    en: 'The database cannot be written to; the log names the reason (after {ms} ms).',
    ko: '데이터베이스에 쓸 수 없습니다. 이유는 로그에 있습니다({ms}ms 경과).',
  },
  schema_outdated: {
    en: 'The database schema does not match this version of the program (after {ms} ms).',
    ko: '데이터베이스 스키마가 이 프로그램의 버전과 맞지 않습니다({ms}ms 경과).',
  },
  engine_waiting: {
    en: 'The server is not running executions yet, or another server runs them (after {ms} ms).',
    ko: '아직 실행을 시작하지 않았거나 다른 서버가 실행을 맡고 있습니다({ms}ms 경과).',
  },
  engine_stopping: {
    en: 'The server is shutting down (after {ms} ms).',
    ko: '서버를 종료하는 중입니다({ms}ms 경과).',
  },
} as const satisfies Texts

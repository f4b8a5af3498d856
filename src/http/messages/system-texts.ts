/** What is said about the server itself, in the shape of the message catalogue. */
export const systemErrors = {
  PROFILE_RUNNING: {
    en: 'A profile is being recorded already. Try again when it has ended.',
    ko: '이미 프로파일을 기록하는 중입니다. 끝난 뒤 다시 시도해 주십시오.',
  },
} as const

/** What a check of the server found. */
export const systemProblems = {
  database_unavailable: {
    en: 'The database does not answer (after {ms} ms).',
    ko: '데이터베이스가 응답하지 않습니다 ({ms} ms).',
  },
  schema_outdated: {
    en: 'The schema of the database is not that of this version (after {ms} ms).',
    ko: '데이터베이스 스키마가 이 버전과 맞지 않습니다 ({ms} ms).',
  },
  engine_waiting: {
    en: 'Executions are not run yet, or another server runs them (after {ms} ms).',
    ko: '아직 실행을 시작하지 않았거나 다른 서버가 실행을 맡고 있습니다 ({ms} ms).',
  },
  engine_stopping: {
    en: 'The server is about to stop (after {ms} ms).',
    ko: '서버가 곧 종료됩니다 ({ms} ms).',
  },
} as const

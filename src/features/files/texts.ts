import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const fileTexts = {
  FILE_NOT_FOUND: { en: 'File "{path}" was not found.', ko: '파일을 찾을 수 없습니다: {path}' },
  FILE_UNUSABLE: { en: 'The file cannot be used: {reason}.', ko: '파일을 사용할 수 없습니다: {reason}' },
  partial_upload: {
    en: 'A file cannot be uploaded in parts. Send the whole file, without Content-Range.',
    ko: '파일의 일부만 업로드할 수는 없습니다. Content-Range 없이 전체를 보내 주십시오.',
  },
  ENCODED_UPLOAD: {
    en:
      'Encoded uploads are not supported, because the file would be stored encoded. Send the file itself, ' +
      'without Content-Encoding.',
    ko: '인코딩된 파일은 인코딩된 그대로 저장되므로 업로드할 수 없습니다. Content-Encoding 없이 원본 그대로 보내 주십시오.',
  },
  RANGE_NOT_SATISFIABLE: {
    en: 'The file has no such part: its size is {size} bytes.',
    ko: '요청하신 범위가 파일에 없습니다. 파일 크기는 {size}바이트입니다.',
  },
  WORKSPACE_FULL: {
    en: 'The file does not fit: the workspace has room for {limit} bytes (WORKSPACE_QUOTA_BYTES). Delete files that are no longer needed.',
    ko: '작업 공간에 남은 용량이 부족합니다. 이 파일은 {limit}바이트까지 저장할 수 있습니다(WORKSPACE_QUOTA_BYTES). 필요 없는 파일을 삭제해 주십시오.',
  },
  DISK_FULL: {
    en: 'The disk of the workspace is full. Free some space on it.',
    ko: '작업 공간의 디스크가 가득 찼습니다. 디스크 공간을 확보해 주십시오.',
  },
  path_with_control_character: {
    en: 'The path contains a control character.',
    ko: '경로에 제어 문자를 사용할 수 없습니다.',
  },
  path_too_long: {
    en: 'The path is too long: at most 4096 bytes in UTF-8 are possible.',
    ko: '경로가 너무 깁니다. UTF-8로 최대 4096바이트까지 사용할 수 있습니다.',
  },
  path_not_unicode: {
    en: 'The path is not well-formed Unicode.',
    ko: '경로가 올바른 유니코드가 아닙니다.',
  },
} as const satisfies Texts

/** Messages of successful answers. */
export const messages = {
  fileCreated: { en: 'The file was created.', ko: '파일을 생성했습니다.' },
  fileReplaced: { en: 'The file was replaced.', ko: '파일을 교체했습니다.' },
  fileDeleted: { en: 'The file was deleted.', ko: '파일을 삭제했습니다.' },
} as const satisfies Texts

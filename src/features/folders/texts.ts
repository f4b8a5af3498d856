import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const folderTexts = {
  FOLDER_NOT_FOUND: { en: 'Folder "{path}" was not found.', ko: '폴더를 찾을 수 없습니다: {path}' },
  PATH_OUTSIDE_WORKSPACE: {
    en: 'The path leads outside the workspace.',
    ko: '경로가 작업 공간을 벗어납니다.',
  },
} as const satisfies Texts

/** Messages of successful answers. */
export const messages = {
  folderSelected: { en: 'The folder was selected.', ko: '폴더를 선택했습니다.' },
} as const satisfies Texts

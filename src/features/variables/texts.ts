import type { Texts } from '../../http/messages/text.ts'

/** Texts of errors and problems, by code. */
export const variableTexts = {
  VARIABLE_NOT_FOUND: {
    en: 'Variable "{variable}" was not found.',
    ko: '변수를 찾을 수 없습니다: {variable}',
  },
  variable_name: {
    en: 'The name of a variable may contain only letters, digits and "_", and must not start with a digit.',
    ko: '변수 이름에는 영문자, 숫자, "_"만 쓸 수 있으며 숫자로 시작할 수 없습니다.',
  },
  too_many_variables: {
    en: 'There are already {maximum} variables, which is the limit. Delete one that is not needed.',
    ko: '변수가 이미 최대 개수인 {maximum}개입니다. 필요 없는 변수를 삭제해 주십시오.',
  },
  variables_too_large: {
    en: 'All variables together exceed {maximum} bytes as JSON. Keep large data in a file of the workspace.',
    ko: '모든 변수를 JSON으로 나타낸 크기의 합이 {maximum}바이트를 넘습니다. 큰 데이터는 작업 공간의 파일에 보관해 주십시오.',
  },
} as const satisfies Texts

/** Messages of successful answers. */
export const messages = {
  variableSaved: { en: 'The variable was saved.', ko: '변수를 저장했습니다.' },
  variableDeleted: { en: 'The variable was deleted.', ko: '변수를 삭제했습니다.' },
} as const satisfies Texts

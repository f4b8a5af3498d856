import type { Texts } from '../lib/locale.ts'

export const logInTexts = {
  logIn: { en: 'Log in', ko: '로그인' },
  logInHint: {
    en: 'Enter an API key. This page exchanges it for a session key that lasts at most 12 hours and is forgotten when the tab is closed.',
    ko: 'API 키를 입력하세요. 이 페이지는 키를 최대 12시간 유효한 세션 키로 바꾸며, 탭을 닫으면 지워집니다.',
  },
  apiKey: { en: 'API key', ko: 'API 키' },
  wrongKey: { en: 'The server does not accept this key.', ko: '서버가 받아들이지 않는 키입니다.' },
  cancel: { en: 'Cancel', ko: '취소' },
} as const satisfies Texts

import type { Texts } from '../lib/locale.ts'

export const shellTexts = {
  skip: { en: 'Skip to the content', ko: '본문으로 건너뛰기' },
  navigation: { en: 'Pages', ko: '페이지' },
  scripts: { en: 'Scripts', ko: '스크립트' },
  executions: { en: 'Executions', ko: '실행' },
  dashboard: { en: 'Dashboard', ko: '대시보드' },
  apiDocs: { en: 'API documentation', ko: 'API 문서' },
  theme: { en: 'Theme', ko: '테마' },
  themeSystem: { en: 'As the system', ko: '시스템 설정' },
  themeLight: { en: 'Light', ko: '밝게' },
  themeDark: { en: 'Dark', ko: '어둡게' },
  language: { en: 'Language', ko: '언어' },
  logOut: { en: 'Log out', ko: '로그아웃' },
  logIn: { en: 'Log in', ko: '로그인' },
  logInHint: {
    en: 'Enter an API key. This page swaps it for a session key of at most 12 hours, which is forgotten when the tab is closed.',
    ko: 'API 키를 입력하세요. 이 페이지는 키를 최대 12시간 유효한 세션 키로 바꾸며, 탭을 닫으면 지워집니다.',
  },
  apiKey: { en: 'API key', ko: 'API 키' },
  wrongKey: { en: 'The server does not know this key.', ko: '서버가 모르는 키입니다.' },
  cancel: { en: 'Cancel', ko: '취소' },
  close: { en: 'Close', ko: '닫기' },
  notices: { en: 'Messages', ko: '메시지' },
  loading: { en: 'Loading…', ko: '불러오는 중…' },
  notFound: { en: 'There is no such page', ko: '없는 페이지입니다' },
  toScripts: { en: 'To the scripts', ko: '스크립트로 가기' },
} as const satisfies Texts

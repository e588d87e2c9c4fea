import { HAS_AUTH, LINK_USED, NOT_READY, PAIRING } from '../watch-link.ts'

/** What the linking page says, in one language. */
export interface LinkWords {
  title: string
  sandbox: string
  scan: string
  steps: readonly string[]
  renews: string
  picture: string
  phone: string
  phoneWhy: string
  number: string
  get: string
  onward: string
  noScript: string
  /** By state of the page; shown in its status line. */
  said: Readonly<Record<PageState, string>>
  /** By state: what to do, below the status line. */
  more: Readonly<Partial<Record<PageState, string>>>
  /** What the way by phone number says. */
  hints: Readonly<Record<'malformed' | 'asking' | 'typeIt' | 'none' | 'over', string>>
}

/** qr: there is a picture · pairing: scanned · gone: the address opens nothing any more · away: no connection */
export type PageState =
  'waiting' | 'qr' | 'pairing' | 'linked' | 'passkey' | 'failed' | 'blocked' | 'used' | 'gone' | 'away'

/** The state that a sentence of the `qr` method stands for; any other sentence is shown as it is. */
export const STATE_OF_SENTENCE: Readonly<Record<string, PageState>> = {
  [NOT_READY]: 'waiting',
  [PAIRING]: 'pairing',
  [HAS_AUTH]: 'blocked',
  [LINK_USED]: 'used',
}

const EN: LinkWords = {
  title: 'Link your WhatsApp account',
  sandbox: 'Sandbox network: simulated phones only, no real account.',
  scan: 'Scan the code',
  steps: [
    'Open WhatsApp on the phone.',
    'Open Settings, then Linked devices, then Link a device.',
    'Point the phone at the code.',
  ],
  renews: 'The code renews itself.',
  picture: 'QR code to scan with the phone',
  phone: 'Link with the phone number',
  phoneWhy: 'On the phone itself, or without a camera: get a code and type it there.',
  number: 'Phone number with country code',
  get: 'Get a code',
  onward: 'Continue',
  noScript: 'This page needs JavaScript.',
  said: {
    waiting: 'The code is on its way.',
    qr: 'Scan this code with the phone.',
    pairing: 'The phone has answered. Linking…',
    linked: 'The account is linked.',
    passkey: 'This account asks for a passkey.',
    failed: 'Linking did not work. Trying again.',
    blocked: 'The messenger has blocked this account.',
    used: 'This link was used.',
    gone: 'This page is no longer good.',
    away: 'The gateway cannot be reached. Trying again.',
  },
  more: {
    linked: 'You may close this page.',
    passkey:
      'A linked device cannot answer it. On the phone open Settings, Account, Passkeys and turn the passkey off. ' +
      'A new code appears here within a minute.',
    blocked: 'It has to be logged out before another one is linked.',
    used: 'Ask for a new one.',
    gone: 'Ask for a new one.',
  },
  hints: {
    malformed: 'Type the number with its country code, 10 to 15 digits.',
    asking: 'Asking for a code.',
    typeIt:
      'On the phone open Linked devices, Link a device, Link with phone number instead, and type this code within two minutes.',
    none: 'No code could be had. Check the number and try again.',
    over: 'The code has run out. Get a new one.',
  },
}

const RU: LinkWords = {
  title: 'Подключение аккаунта WhatsApp',
  sandbox: 'Тестовая сеть: только имитация телефонов, без настоящих аккаунтов.',
  scan: 'Отсканируйте код',
  steps: [
    'Откройте WhatsApp на телефоне.',
    'Откройте «Настройки», «Связанные устройства», «Привязка устройства».',
    'Наведите телефон на код.',
  ],
  renews: 'Код обновляется сам.',
  picture: 'QR-код для сканирования телефоном',
  phone: 'Подключение по номеру телефона',
  phoneWhy: 'На самом телефоне или без камеры: получите код и введите его там.',
  number: 'Номер телефона с кодом страны',
  get: 'Получить код',
  onward: 'Продолжить',
  noScript: 'Для этой страницы нужен JavaScript.',
  said: {
    waiting: 'Код скоро появится.',
    qr: 'Отсканируйте этот код телефоном.',
    pairing: 'Телефон ответил. Подключаем…',
    linked: 'Аккаунт подключён.',
    passkey: 'Аккаунт требует ключ доступа.',
    failed: 'Подключить не удалось. Пробуем ещё раз.',
    blocked: 'Мессенджер заблокировал этот аккаунт.',
    used: 'Эта ссылка уже использована.',
    gone: 'Эта страница больше не действует.',
    away: 'Нет связи со шлюзом. Пробуем ещё раз.',
  },
  more: {
    linked: 'Страницу можно закрыть.',
    passkey:
      'Связанное устройство не может на него ответить. На телефоне откройте «Настройки», «Аккаунт», «Ключи доступа» ' +
      'и отключите ключ. Новый код появится здесь в течение минуты.',
    blocked: 'Сначала нужно выйти из него, затем подключить другой.',
    used: 'Попросите новую.',
    gone: 'Попросите новую.',
  },
  hints: {
    malformed: 'Введите номер с кодом страны, от 10 до 15 цифр.',
    asking: 'Запрашиваем код.',
    typeIt:
      'На телефоне откройте «Связанные устройства», «Привязка устройства», «Связать по номеру телефона» и введите этот код в течение двух минут.',
    none: 'Код получить не удалось. Проверьте номер и попробуйте ещё раз.',
    over: 'Время кода истекло. Получите новый.',
  },
}

const WORDS = { en: EN, ru: RU } as const

export type PageLanguage = keyof typeof WORDS

/** The first language of an Accept-Language header that the page speaks; English otherwise. */
export function languageOf(accepted: string | undefined): PageLanguage {
  const asked = (accepted ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase())
  return asked.find((name): name is PageLanguage => Object.hasOwn(WORDS, name)) ?? 'en'
}

export function wordsOf(language: PageLanguage): LinkWords {
  return WORDS[language]
}

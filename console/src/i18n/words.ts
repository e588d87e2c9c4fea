import { createInstance } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en, type Words } from './en.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Words }
    returnNull: false
  }
}

export type Language = 'en' | 'ru'

const i18next = createInstance()

const KEPT = 'rookery-language'

/** Starts with the language that was chosen here, else the browser's. */
export async function startWords(): Promise<void> {
  const kept = localStorage.getItem(KEPT)
  const first = kept ?? navigator.language.slice(0, 2)
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
  })
  await speak(first === 'ru' ? 'ru' : 'en')
}

/** Failures that are said in Russian, by code and by sentence; the gateway itself says them in English. */
let russian: { failures: Readonly<Record<string, string>>; sentences: Readonly<Record<string, string>> } | undefined

/** Speaks a language from now on; the other one's words are fetched when they are first needed. */
export async function speak(language: Language): Promise<void> {
  if (language === 'ru' && !i18next.hasResourceBundle('ru', 'translation')) {
    const [{ ru }, failures] = await Promise.all([import('./ru.ts'), import('./ru-failures.ts')])
    russian = failures
    i18next.addResourceBundle('ru', 'translation', ru)
  }
  await i18next.changeLanguage(language)
  localStorage.setItem(KEPT, language)
  document.documentElement.lang = language
}

export const language = (): Language => (i18next.language === 'ru' ? 'ru' : 'en')

/** What a failure says in the reader's language, where the console knows it, else as the gateway says it. */
export function failureText({ code = '', message }: { code?: string; message: string }): string {
  if (language() === 'en' || !russian) return message
  return russian.failures[code] ?? russian.sentences[message] ?? message
}

const CLASSES = { 400: 400, 401: 401, 403: 403, 404: 404, 409: 409, 413: 413, 422: 400, 429: 429, 466: 466 } as const

const isAdvised = (code: string): code is keyof Words['advice'] => Object.hasOwn(en.advice, code)

/** What helps against a failure: by its code, else by the kind of its status. */
export function adviceFor({ code, status }: { code: string; status: number }): string {
  if (isAdvised(code)) return i18next.t(`advice.${code}`)
  const kind = Object.hasOwn(CLASSES, status) ? CLASSES[status as keyof typeof CLASSES] : 500
  return i18next.t(`advice.status_${kind}`)
}

import type { Config } from '../../config/config.ts'

/** What a check saw. `advice` says what to do about anything that is not `ok`. */
export interface Finding {
  verdict: 'ok' | 'warn' | 'fail'
  about: string
  text: string
  advice?: string
}

/** One thing the doctor looks at; never rejects for what it was made to find. */
export type Check = (config: Config) => Promise<Finding[]>

export const ok = (about: string, text: string): Finding => ({ verdict: 'ok', about, text })
export const warn = (about: string, text: string, advice: string): Finding => ({ verdict: 'warn', about, text, advice })
export const fail = (about: string, text: string, advice: string): Finding => ({ verdict: 'fail', about, text, advice })

/** The sentence of an error, whatever was thrown. */
export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

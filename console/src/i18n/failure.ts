import { ApiError } from '../api.ts'
import { adviceFor, failureText } from './words.ts'

/** What a failure tells its reader: its code, its sentence and what helps. */
export function toldOf(error: Error): { code: string; sentence: string; advice: string } {
  const { code, status } = error instanceof ApiError ? error : { code: 'error', status: 0 }
  const sentence = failureText({ code, message: error.message })
  // what callers read as code is a name like any other here
  return { code, sentence: sentence.replaceAll('`', ''), advice: adviceFor({ code, status }) }
}

import { configOf, type Config } from '../config/config.ts'
import { readEnv } from '../config/env.ts'

/** The configuration of a command that starts no server. */
export const toolConfig = (): Config => configOf(readEnv(), 'tool')

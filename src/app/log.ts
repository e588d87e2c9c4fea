import { destination, pino, type Logger } from 'pino'
import type { Log } from '../base/log.ts'

/** The process's log: JSON lines on stderr, so that stdout stays free for what a command answers. */
export function openLog(level: string): Log {
  return wrap(pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination(2)))
}

function wrap(logger: Logger): Log {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => wrap(logger.child(fields)),
  }
}

/** The library's logger, saying nothing: what a phone does is told by its messages and by `onViolation`. */
export const silent = {
  level: 'silent',
  child: () => silent,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
}

function nothing(): void {}

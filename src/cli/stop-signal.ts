/**
 * Resolves when the process is asked to stop: SIGINT, SIGTERM, or the end of the process that started it over a
 * channel. SIGINT a second time ends the process at once, as a person at a terminal expects.
 */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let interrupted = false
    process.on('SIGINT', () => {
      if (interrupted) process.exit(1)
      interrupted = true
      resolve()
    })
    process.on('SIGTERM', () => resolve())
    if (process.connected) process.once('disconnect', () => resolve())
  })
}

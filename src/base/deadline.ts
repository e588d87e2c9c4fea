/** A signal that fires at a time. */
export interface Deadline {
  signal: AbortSignal
  /** Gives timer and listener back; from then on it does not fire. */
  end(): void
}

/**
 * Aborts after `ms` with a `TimeoutError`, or with `outer` for its reason. Stands for `AbortSignal.any` of `AbortSignal.timeout`, which keeps both for the whole time, and of which Node
 * holds the timeout so weakly that it may be collected and never fire.
 */
export function deadlineOf(ms: number, outer?: AbortSignal): Deadline {
  const own = new AbortController()
  const timer = setTimeout(() => own.abort(new DOMException('no end in time', 'TimeoutError')), ms)
  const cut = () => own.abort(outer?.reason)
  if (outer?.aborted) cut()
  outer?.addEventListener('abort', cut)
  return {
    signal: own.signal,
    end() {
      clearTimeout(timer)
      outer?.removeEventListener('abort', cut)
    },
  }
}

import { Counter, Histogram, type Registry } from 'prom-client'

/** Counts answers. Labels are the method's name and the status: never a token, a number or a path. */
export interface Meter {
  record(method: string, status: number, seconds: number): void
}

const silent: Meter = { record: () => undefined }

export function meter(registry: Registry | undefined): Meter {
  if (!registry) return silent
  const requests = new Counter({
    name: 'rookery_http_requests_total',
    help: 'Answers by method and status.',
    labelNames: ['method', 'status'] as const,
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'rookery_http_request_seconds',
    help: 'Time from request line to answer, by method. Long polls count with their wait.',
    labelNames: ['method'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 60],
    registers: [registry],
  })
  // Label look-up costs more than counting, so the children are kept.
  const counters = new Map<string, Counter.Internal>()
  const histograms = new Map<string, Histogram.Internal<'method'>>()
  return {
    record(method, status, seconds) {
      const key = `${method} ${status}`
      let counter = counters.get(key)
      if (!counter) counters.set(key, (counter = requests.labels(method, String(status))))
      let histogram = histograms.get(method)
      if (!histogram) histograms.set(method, (histogram = durations.labels(method)))
      counter.inc()
      histogram.observe(seconds)
    },
  }
}

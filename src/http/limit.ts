import { LRUCache } from 'lru-cache'
import type { Rate } from '../contract/method.ts'

interface Bucket {
  tokens: number
  /** Milliseconds since 1970. */
  at: number
}

/** Outcome of one request at its bucket. */
export interface Grant {
  allowed: boolean
  /** Whole requests left. */
  remaining: number
  /** Seconds until the next request is let through; 0 when allowed. */
  retryAfter: number
}

export interface Limiter {
  take(key: string, rate: Rate, now: number): Grant
}

/**
 * Token buckets by key (common.md section 5): a bucket holds `burst`, else one second's worth and at least one.
 * The least used buckets are forgotten, so memory stays bounded; only keys of proven callers come here.
 */
export function limiter(size = 200_000): Limiter {
  const buckets = new LRUCache<string, Bucket>({ max: size })
  return {
    take(key, rate, now) {
      const capacity = rate.burst ?? Math.max(1, rate.perSecond)
      let bucket = buckets.get(key)
      if (!bucket) {
        bucket = { tokens: capacity, at: now }
        buckets.set(key, bucket)
      } else if (now > bucket.at) {
        bucket.tokens = Math.min(capacity, bucket.tokens + ((now - bucket.at) / 1000) * rate.perSecond)
        bucket.at = now
      }
      // A hair of tolerance, because thirds of a token do not add up to one.
      if (bucket.tokens < 1 - 1e-9) {
        return {
          allowed: false,
          remaining: 0,
          retryAfter: Math.max(1, Math.ceil((1 - bucket.tokens) / rate.perSecond)),
        }
      }
      bucket.tokens = Math.max(0, bucket.tokens - 1)
      return { allowed: true, remaining: Math.floor(bucket.tokens), retryAfter: 0 }
    },
  }
}

import { ApiError } from './api.ts'

/** Waits and tries again while the gateway says that calls come too fast. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 429) throw error
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
  }
}

/** Acts on many, as many at a time as one call takes; `done` hears how many were acted on so far. */
export async function inChunks<T>(
  all: readonly T[],
  most: number,
  act: (chunk: T[]) => Promise<void>,
  done: (many: number) => void = () => {},
): Promise<void> {
  for (let from = 0; from < all.length; from += most) {
    const chunk = all.slice(from, from + most)
    await patiently(() => act(chunk))
    done(from + chunk.length)
  }
}

declare module 'newman' {
  /** The part of a run's summary that the tests read. */
  export interface NewmanSummary {
    run: {
      failures: { source?: { name?: string }; error: { message: string } }[]
      executions: {
        item: { name: string }
        response?: {
          code: number
          stream?: Uint8Array
          headers?: { reference?: Record<string, { value: string } | undefined> }
        }
      }[]
    }
  }
  interface Newman {
    run(
      options: {
        collection: object
        folder?: string
        envVar?: { key: string; value: string }[]
        reporters?: string[]
      },
      done: (error: Error | null, summary: NewmanSummary) => void,
    ): void
  }
  const newman: Newman
  export default newman
}

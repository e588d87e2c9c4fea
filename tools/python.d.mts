/** A Python 3 that runs; rejects with a sentence that says what to install. */
export function ensurePython(): Promise<string>

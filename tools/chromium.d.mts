/** Path of a Chromium; rejects with a sentence that says what to install. */
export function ensureChromium(): Promise<string>

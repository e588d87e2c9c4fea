/** Path of an ffmpeg with ffprobe beside it; rejects with a sentence that says what to install. */
export function ensureFfmpeg(): Promise<string>

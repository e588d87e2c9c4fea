/** What a file is to be on a phone: a voice note, a sound to play, a video. */
export type Purpose = 'voice' | 'audio' | 'video'

/** What phones are told of a sound or video that they can play. */
export interface Playable {
  /** The bytes to send, where those given do not do; the file is there until `use` has resolved. */
  made?: { path: string; extension: string }
  /** What it is now, where its name may say something else. */
  mimeType?: string
  seconds?: number
  /** Of a voice note: 64 values from 0 to 100. */
  waveform?: Uint8Array
  /** Of a video, as it is shown. */
  width?: number
  height?: number
  /** JPEG. */
  thumbnail?: Uint8Array
}

/** Why a file stays what it is. */
export type Reason =
  /** No tool is installed. */
  | 'unavailable'
  /** It is no sound or video that the tool can read. */
  | 'unreadable'
  /** It took too long, or waited too long for its turn. */
  | 'slow'
  /** What came of it is over the limit of files. */
  | 'tooLarge'
  /** It lasts longer than it may. */
  | 'tooLong'

/** A file cannot be made playable; it can still be sent. The text is the tool's word on it, for logs at most. */
export class NotPlayable extends Error {
  readonly reason: Reason
  constructor(reason: Reason, text = '') {
    super(text)
    this.name = 'NotPlayable'
    this.reason = reason
  }
}

/** The transcoder ends; the same file again in another process. */
export class TranscoderStopped extends Error {
  constructor() {
    super('the transcoder is stopping')
    this.name = 'TranscoderStopped'
  }
}

/** What is wanted of a file. */
export interface Wish {
  purpose: Purpose
  /** Seconds that a sound may last. */
  longest?: number
}

/**
 * Makes sound and video what phones play. Files are named by their handles of the media store and never held whole in
 * memory; a bounded number is worked on at a time, the others wait in order of arrival, and nothing waits for ever.
 */
export interface Transcoder {
  /**
   * Gives `use` what there is to know, and resolves as it does. What plays already is not encoded again. Rejects with
   * `NotPlayable`, `TranscoderStopped`, or as `use` does.
   */
  prepare<T>(handle: string, wish: Wish, use: (playable: Playable) => Promise<T>): Promise<T>
  /** Ends what is under way, and resolves when nothing of it is left. */
  stop(): Promise<void>
}

/** Where no tool is installed. */
export const noTranscoder: Transcoder = {
  prepare: () => Promise.reject(new NotPlayable('unavailable')),
  stop: () => Promise.resolve(),
}

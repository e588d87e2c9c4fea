export interface ProfilePicture {
  id: string
  jpeg: Buffer
  /** Milliseconds since 1970. */
  setAt: number
}

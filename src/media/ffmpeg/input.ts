/**
 * Containers that are one file. Those that name further files or addresses (playlists, lists of parts) are not among
 * them, so that a stranger's file makes the programs open nothing but itself.
 */
const CONTAINERS = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,mp3,aac,wav,w64,flac,aiff,caf,amr,avi,asf,flv,mpegts,mpeg'

/** The file to read, and nothing that it may lead to. */
export const inputOf = (path: string): string[] => [
  ...['-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS],
  ...['-i', `file:${path}`],
]

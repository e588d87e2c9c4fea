/**
 * The one door to the engine library: the hook runs before the library's first module does. No other file of the
 * gateway imports values from it (types are free).
 */
export { hookedCurve } from './hook.ts'

export {
  aesEncryptCTR,
  Browsers,
  BufferJSON,
  bytesToCrockford,
  chatModificationToAppPatch,
  Curve,
  decodePatches,
  decodeSyncdMutations,
  decodeSyncdSnapshot,
  decryptPollVote,
  DEFAULT_CONNECTION_CONFIG,
  DEFAULT_ORIGIN,
  derivePairingCodeKey,
  encodeSignedDeviceIdentity,
  encodeSyncdPatch,
  encodeWAMessage,
  extractSyncdPatches,
  getCompanionPlatformId,
  getMediaKeys,
  initAuthCreds,
  jidDecode,
  jidEncode,
  makeWASocket,
  MEDIA_PATH_MAP,
  newLTHashState,
  normalizeMessageContent,
  proto,
  USyncQuery,
  USyncUser,
  WA_CERT_DETAILS,
} from 'baileys'

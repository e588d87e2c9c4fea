/** Phone numbers of the bench's people. Each kind has a range of its own. */
const range = (prefix) => (index) => `${prefix}${String(index).padStart(6, '0')}`

/** Owner of the n-th instance of the gateway. */
export const ownerNumber = range('4915510')
/** Owner of the n-th account of raw Baileys. */
export const rawNumber = range('4915520')
/** Somebody who is linked nowhere. */
export const bystanderNumber = range('4915530')
/** Owners in the idle measure, on either side. */
export const idleNumber = range('4915540')
export const idleRawNumber = range('4915550')
/** Owners in the linking measure, each used once. */
export const newcomerNumber = range('4915560')
/** Owners and members of the groups measure. */
export const groupNumber = range('4915580')
/** Owner of the instance with the large journal. */
export const journalNumber = range('4915590')
/** Two owners and a friend of the media measure. */
export const mediaNumber = range('4915570')

import type { Reply } from '../../api.ts'

/** A partner token as its owner sees it. */
export type Token = Reply<'getPartnerTokens'>[number]

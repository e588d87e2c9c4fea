import { tariffKind } from '../tariffs/tariff.ts'

/** Calls a month by tariff and method in lower case (common.json, plans); what is not listed has no limit. */
const DEVELOPER: Readonly<Record<string, number>> = {
  checkwhatsapp: 100,
  updategroupname: 1000,
  getgroupdata: 1000,
  addgroupparticipant: 1000,
  removegroupparticipant: 1000,
  setgroupadmin: 1000,
  removeadmin: 1000,
  getmessage: 1000,
  lastincomingmessages: 1000,
  lastoutgoingmessages: 1000,
  creategroup: 1000,
  getcontacts: 1000,
  downloadfile: 500,
  leavegroup: 500,
}
const PAID: Readonly<Record<string, number>> = { checkwhatsapp: 30_000 }

/** Chats a month that a Developer instance may write to. */
const DEVELOPER_CHATS = 3

/** Developer instances of an account that may live at a time. */
export const DEVELOPER_INSTANCES = 1

/** Limits of an instance's month by its tariff. */
export interface Limits {
  methods: Readonly<Record<string, number>>
  /** Absent: no limit. */
  chats?: number
}

export function limitsOf(tariff: string): Limits {
  return tariffKind(tariff) === 'developer' ? { methods: DEVELOPER, chats: DEVELOPER_CHATS } : { methods: PAID }
}

/** Whether any tariff limits a method: then its answers may be a 466. */
export function isLimited(method: string): boolean {
  return Object.hasOwn(DEVELOPER, method.toLowerCase()) || Object.hasOwn(PAID, method.toLowerCase())
}

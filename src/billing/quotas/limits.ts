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

/** Quotas that an operator can raise for an account: a limited method, its chats, its Developer instances. */
export const QUOTA_NAMES: readonly string[] = [...Object.keys(DEVELOPER), 'chats', 'developerInstances']

/** What a Developer instance has of a quota, or an account of Developer instances, unless it was raised. */
export function standardQuota(name: string): number {
  if (name === 'chats') return DEVELOPER_CHATS
  return name === 'developerInstances' ? DEVELOPER_INSTANCES : (DEVELOPER[name] ?? 0)
}

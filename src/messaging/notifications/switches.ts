import type { Content } from '../../base/content.ts'
import type { Settings } from '../../instances/settings.ts'
import { typeMessageOf } from './message-data.ts'

/** Switches that some kinds need in addition to the switch of their direction (notifications.md, Extra switches). */
const EXTRA: Readonly<Record<string, keyof Settings>> = {
  pollMessage: 'pollMessageWebhook',
  pollUpdateMessage: 'pollMessageWebhook',
  editedMessage: 'editedMessageWebhook',
  deletedMessage: 'deletedMessageWebhook',
}

/** Whether the settings want notifications of this kind of content at all. */
export function isSwitchedOn(content: Content, settings: Readonly<Settings>): boolean {
  const extra = EXTRA[typeMessageOf(content)]
  return extra === undefined || settings[extra] !== 'no'
}

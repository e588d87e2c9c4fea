/** The settings of an instance (account.md section 1), stored as one JSON object; every switch is `yes` or `no`. */
export type Switch = 'yes' | 'no'

export interface Settings {
  webhookUrl: string
  webhookUrlToken: string
  /** Milliseconds between two sends, 500 to 600000. */
  delaySendMessagesMilliseconds: number
  markIncomingMessagesReaded: Switch
  markIncomingMessagesReadedOnReply: Switch
  outgoingWebhook: Switch
  outgoingMessageWebhook: Switch
  outgoingAPIMessageWebhook: Switch
  incomingWebhook: Switch
  deviceWebhook: Switch
  stateWebhook: Switch
  statusInstanceWebhook: Switch
  keepOnlineStatus: Switch
  pollMessageWebhook: Switch
  incomingBlockWebhook: Switch
  incomingCallWebhook: Switch
  outgoingCallWebhook: Switch
  editedMessageWebhook: Switch
  deletedMessageWebhook: Switch
  /** Level 0 to 4. */
  autoTyping: number
  linkPreview: boolean
  enableLidMode: boolean
}

/** What a new instance starts with: everything off (account.md section 1). */
export const DEFAULT_SETTINGS: Readonly<Settings> = Object.freeze({
  webhookUrl: '',
  webhookUrlToken: '',
  delaySendMessagesMilliseconds: 500,
  markIncomingMessagesReaded: 'no',
  markIncomingMessagesReadedOnReply: 'no',
  outgoingWebhook: 'no',
  outgoingMessageWebhook: 'no',
  outgoingAPIMessageWebhook: 'no',
  incomingWebhook: 'no',
  deviceWebhook: 'no',
  stateWebhook: 'no',
  statusInstanceWebhook: 'no',
  keepOnlineStatus: 'no',
  pollMessageWebhook: 'no',
  incomingBlockWebhook: 'no',
  incomingCallWebhook: 'no',
  outgoingCallWebhook: 'no',
  editedMessageWebhook: 'no',
  deletedMessageWebhook: 'no',
  autoTyping: 0,
  linkPreview: true,
  enableLidMode: false,
})

/** Settings as stored, missing fields filled with their defaults (older rows have fewer). */
export function readSettings(stored: string): Settings {
  return { ...DEFAULT_SETTINGS, ...(JSON.parse(stored) as Partial<Settings>) }
}

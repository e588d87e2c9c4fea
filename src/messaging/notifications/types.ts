/** The kinds of notifications that exist (notifications.json), for whoever filters them. */
export const NOTIFICATION_TYPES = [
  'incomingMessageReceived',
  'outgoingMessageReceived',
  'outgoingAPIMessageReceived',
  'outgoingMessageStatus',
  'stateInstanceChanged',
  'incomingCall',
  'outgoingCall',
  'incomingBlock',
  'deviceInfo',
  'quotaExceeded',
] as const

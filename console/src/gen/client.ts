// Printed from the list of methods by `npm run derive`; a test compares it.

export const NOTIFICATION_TYPES = ['incomingMessageReceived', 'outgoingMessageReceived', 'outgoingAPIMessageReceived', 'outgoingMessageStatus', 'stateInstanceChanged', 'incomingCall', 'outgoingCall', 'incomingBlock', 'deviceInfo', 'quotaExceeded'] as const

export const EVENT_TYPES = ['instance.created', 'instance.linked', 'instance.lost', 'instance.restricted', 'instance.deleted', 'instance.tariffChanged', 'account.charged', 'account.creditThreshold', 'endpoint.failing', 'test'] as const

type YesNo = 'yes' | 'no'

type ChatId = string

type MessageId = string

type PersonId = string

type GroupId = string

export interface Methods {
  createInstance: { query: undefined; body: { name?: string; externalId?: string; metadata?: Record<string, unknown>; webhookUrl?: string; webhookUrlToken?: string; delaySendMessagesMilliseconds?: number; markIncomingMessagesReaded?: YesNo; markIncomingMessagesReadedOnReply?: YesNo; outgoingWebhook?: YesNo; outgoingMessageWebhook?: YesNo; outgoingAPIMessageWebhook?: YesNo; incomingWebhook?: YesNo; deviceWebhook?: YesNo; stateWebhook?: YesNo; statusInstanceWebhook?: YesNo; keepOnlineStatus?: YesNo; pollMessageWebhook?: YesNo; incomingBlockWebhook?: YesNo; incomingCallWebhook?: YesNo; outgoingCallWebhook?: YesNo; editedMessageWebhook?: YesNo; deletedMessageWebhook?: YesNo; autoTyping?: number; linkPreview?: boolean; enableLidMode?: boolean; rejectIncomingCalls?: 'yes' | 'no'; identitiesWebhook?: 'yes' | 'no'; typeInstance?: string }; reply: { idInstance: number; apiTokenInstance: string; typeInstance: string; apiUrl: string; mediaUrl: string } }
  deleteInstanceAccount: { query: undefined; body: { idInstance: number }; reply: { deleteInstanceAccount: boolean } }
  getInstances: { query: { state?: 'notAuthorized' | 'authorized' | 'blocked' | 'starting' | 'suspended'; deleted?: 'true' | 'false'; updatedSince?: number; limit?: number; cursor?: number }; body: undefined; reply: readonly ({ idInstance: number; name: string; typeInstance: string; messenger: string; typeAccount: string; partnerUserUiid: string; timeCreated: string; timeDeleted: string; apiTokenInstance: string; deleted: boolean; tariff: string; isFree: boolean; isPartner: boolean; expirationDate: string; isExpired: boolean; stateInstance: string; wid: string; externalId: string; metadata: Record<string, unknown>; revision: number })[] }
  getStatement: { query: { month?: string; cursor?: string }; body: undefined; reply: { account: string; currency: string; month: string; chargedThrough: string; opening: { seq: number; hash: string; balance: number }; closing: { seq: number; hash: string; balance: number }; prices: readonly ({ from: string; firstDay: 'creation' | 'midnight'; prices: Record<string, unknown> })[]; documents: readonly (string)[]; instances: readonly ({ idInstance: number; tariff: string; created: number; deleted: number | null })[]; transactions: readonly ({ seq: number; id: string; kind: string; day: string; at: number; reference: string; corrects: string | null; postings: readonly ({ book: string; amount: number })[]; lines: readonly ({ instance: number; tariff: string; price: number; cause: 'creation' | 'midnight' })[]; digest: string; prev: string; hash: string })[] } }
  getBalance: { query: undefined; body: undefined; reply: { currency: string; balance: number; creditLimit: number | null; prepaidDue: number; month: string; charged: number; forecast: number; instances: number } }
  getInstance: { query: { idInstance: number }; body: undefined; reply: { idInstance: number; name: string; typeInstance: string; messenger: string; typeAccount: string; partnerUserUiid: string; timeCreated: string; timeDeleted: string; apiTokenInstance: string; deleted: boolean; tariff: string; isFree: boolean; isPartner: boolean; expirationDate: string; isExpired: boolean; stateInstance: string; wid: string; externalId: string; metadata: Record<string, unknown>; revision: number } }
  issueInstanceLinkPage: { query: undefined; body: { idInstance: number; lifetimeSeconds?: number; returnUrl?: string; frameOrigins?: readonly (string)[] }; reply: { url: string; expiresAt: number } }
  updateInstance: { query: undefined; body: { idInstance: number; name?: string; externalId?: string; metadata?: Record<string, unknown> }; reply: { idInstance: number; name: string; typeInstance: string; messenger: string; typeAccount: string; partnerUserUiid: string; timeCreated: string; timeDeleted: string; apiTokenInstance: string; deleted: boolean; tariff: string; isFree: boolean; isPartner: boolean; expirationDate: string; isExpired: boolean; stateInstance: string; wid: string; externalId: string; metadata: Record<string, unknown>; revision: number } }
  createInstances: { query: undefined; body: { instances: readonly ({ name?: string; externalId?: string; metadata?: Record<string, unknown>; webhookUrl?: string; webhookUrlToken?: string; delaySendMessagesMilliseconds?: number; markIncomingMessagesReaded?: YesNo; markIncomingMessagesReadedOnReply?: YesNo; outgoingWebhook?: YesNo; outgoingMessageWebhook?: YesNo; outgoingAPIMessageWebhook?: YesNo; incomingWebhook?: YesNo; deviceWebhook?: YesNo; stateWebhook?: YesNo; statusInstanceWebhook?: YesNo; keepOnlineStatus?: YesNo; pollMessageWebhook?: YesNo; incomingBlockWebhook?: YesNo; incomingCallWebhook?: YesNo; outgoingCallWebhook?: YesNo; editedMessageWebhook?: YesNo; deletedMessageWebhook?: YesNo; autoTyping?: number; linkPreview?: boolean; enableLidMode?: boolean; rejectIncomingCalls?: 'yes' | 'no'; identitiesWebhook?: 'yes' | 'no' })[]; dryRun?: boolean }; reply: { dryRun: boolean; instances: readonly ({ idInstance: number | null; apiTokenInstance: string; error: { code: number; description: string } | null })[] } }
  deleteInstances: { query: undefined; body: { idInstances: readonly (number)[]; dryRun?: boolean }; reply: { dryRun: boolean; deleted: readonly (number)[]; notFound: readonly (number)[] } }
  quotePlan: { query: undefined; body: { idInstance: number; tariff: string; months: number; act: 'change' | 'renew' }; reply: { currency: string; price: number; remainder: number; due: number; balance: number; expiresAt: number; from: number; until: number } }
  payPlan: { query: undefined; body: { idInstance: number; tariff: string; months: number; act: 'change' | 'renew'; due: number; expiresAt: number }; reply: { price: number; remainder: number; until: number } }
  getPartnerEndpoints: { query: undefined; body: undefined; reply: readonly ({ id: string; name: string; url: string; types: readonly (string)[]; createdAt: number; enabled: boolean; disabledReason: string; failingSince: number | null; formerSecretUntil: number | null })[] }
  addPartnerEndpoint: { query: undefined; body: { name: string; url: string; types?: readonly ('instance.created' | 'instance.linked' | 'instance.lost' | 'instance.restricted' | 'instance.deleted' | 'instance.tariffChanged' | 'account.charged' | 'account.creditThreshold' | 'endpoint.failing' | 'test')[] }; reply: { id: string; secret: string } }
  changePartnerEndpoint: { query: undefined; body: { id: string; name: string; url: string; types?: readonly ('instance.created' | 'instance.linked' | 'instance.lost' | 'instance.restricted' | 'instance.deleted' | 'instance.tariffChanged' | 'account.charged' | 'account.creditThreshold' | 'endpoint.failing' | 'test')[]; enabled: boolean }; reply: { id: string; name: string; url: string; types: readonly (string)[]; createdAt: number; enabled: boolean; disabledReason: string; failingSince: number | null; formerSecretUntil: number | null } }
  removePartnerEndpoint: { query: undefined; body: { id: string }; reply: { removed: boolean } }
  rotatePartnerEndpointSecret: { query: undefined; body: { id: string; overlapHours?: number }; reply: { id: string; secret: string } }
  testPartnerEndpoint: { query: undefined; body: { id: string }; reply: { eventId: string } }
  changePartnerApiToken: { query: undefined; body: { overlapHours?: number }; reply: { partnerToken: string } }
  changeInstanceApiToken: { query: undefined; body: { idInstance: number }; reply: { apiTokenInstance: string } }
  getSettings: { query: undefined; body: undefined; reply: { wid: string; typeInstance: string; countryInstance: string; typeAccount: string; webhookUrl: string; webhookUrlToken: string; delaySendMessagesMilliseconds: number; markIncomingMessagesReaded: 'yes' | 'no'; markIncomingMessagesReadedOnReply: 'yes' | 'no'; sharedSession: 'yes' | 'no'; proxyInstance: string; enableMessagesHistory: 'yes' | 'no'; outgoingWebhook: 'yes' | 'no'; outgoingMessageWebhook: 'yes' | 'no'; outgoingAPIMessageWebhook: 'yes' | 'no'; incomingWebhook: 'yes' | 'no'; deviceWebhook: 'yes' | 'no'; stateWebhook: 'yes' | 'no'; statusInstanceWebhook: 'yes' | 'no'; keepOnlineStatus: 'yes' | 'no'; pollMessageWebhook: 'yes' | 'no'; incomingBlockWebhook: 'yes' | 'no'; incomingCallWebhook: 'yes' | 'no'; outgoingCallWebhook: 'yes' | 'no'; editedMessageWebhook: 'yes' | 'no'; deletedMessageWebhook: 'yes' | 'no'; autoTyping: number; linkPreview: boolean; enableLidMode: boolean; rejectIncomingCalls?: 'yes'; identitiesWebhook?: 'yes' } }
  getQuota: { query: undefined; body: undefined; reply: { month: string; methods: readonly ({ method: string; used: number; total: number })[]; chats?: { used: number; total: number; chats: readonly (string)[] } } }
  setSettings: { query: undefined; body: { webhookUrl?: string; webhookUrlToken?: string; delaySendMessagesMilliseconds?: number; markIncomingMessagesReaded?: YesNo; markIncomingMessagesReadedOnReply?: YesNo; outgoingWebhook?: YesNo; outgoingMessageWebhook?: YesNo; outgoingAPIMessageWebhook?: YesNo; incomingWebhook?: YesNo; deviceWebhook?: YesNo; stateWebhook?: YesNo; statusInstanceWebhook?: YesNo; keepOnlineStatus?: YesNo; pollMessageWebhook?: YesNo; incomingBlockWebhook?: YesNo; incomingCallWebhook?: YesNo; outgoingCallWebhook?: YesNo; editedMessageWebhook?: YesNo; deletedMessageWebhook?: YesNo; autoTyping?: number; linkPreview?: boolean; enableLidMode?: boolean; rejectIncomingCalls?: 'yes' | 'no'; identitiesWebhook?: 'yes' | 'no' }; reply: { saveSettings: boolean } }
  getStateInstance: { query: undefined; body: undefined; reply: { stateInstance: 'notAuthorized' | 'authorized' | 'blocked' | 'starting' | 'suspended' } }
  getStateInstanceHistory: { query: { count?: number }; body: undefined; reply: readonly ({ stateInstance: 'notAuthorized' | 'authorized' | 'blocked'; timestamp: number; phoneNumber: string; reason: string })[] }
  getStatusInstance: { query: undefined; body: undefined; reply: { statusInstance: 'online' | 'offline' } }
  reboot: { query: undefined; body: undefined; reply: { isReboot: boolean } }
  logout: { query: undefined; body: undefined; reply: { isLogout: boolean } }
  qr: { query: undefined; body: undefined; reply: { type: 'qrCode' | 'alreadyLogged' | 'error' | 'timeout' | 'passkeyRequired'; message: string } }
  scanqrcode: { query: undefined; body: undefined; reply: { type: 'qrCode' | 'alreadyLogged' | 'error' | 'timeout' | 'passkeyRequired'; message: string } }
  getAuthorizationCode: { query: undefined; body: { phoneNumber: number }; reply: { status: boolean; code: string } }
  issueLinkPage: { query: undefined; body: { lifetimeSeconds?: number; returnUrl?: string; frameOrigins?: readonly (string)[] }; reply: { url: string; expiresAt: number } }
  linkState: { query: undefined; body: undefined; reply: { type: 'qrCode' | 'alreadyLogged' | 'error' | 'timeout' | 'passkeyRequired'; message: string } }
  linkCode: { query: undefined; body: { phoneNumber: number }; reply: { status: boolean; code: string } }
  setProfilePicture: { query: undefined; body: Record<string, unknown>; reply: { setProfilePicture: boolean; urlAvatar: string | null; reason: string | null } }
  getWaSettings: { query: undefined; body: undefined; reply: { avatar: string; phone: string; stateInstance: string; deviceId: string; chatId?: string; suspendedUntil?: number } }
  getAccountSettings: { query: undefined; body: undefined; reply: { avatar: string; phone: string; stateInstance: string; deviceId: string; chatId?: string; name: string; suspendedUntil?: number } }
  updateApiToken: { query: undefined; body: undefined; reply: { apiTokenInstance: string } }
  setSystemProxy: { query: undefined; body: undefined; reply: { setSystemProxy: boolean } }
  sendMessage: { query: undefined; body: { chatId: ChatId; message: string; quotedMessageId?: MessageId; linkPreview?: boolean; typePreview?: 'large' | 'small'; customPreview?: { title: string; description?: string; link?: string; urlFile?: string; jpegThumbnail?: string }; typingTime?: number; typingType?: string }; reply: { idMessage: MessageId } }
  sendFileByUrl: { query: undefined; body: { chatId: ChatId; urlFile: string; fileName: string; caption?: string; quotedMessageId?: MessageId; typingTime?: number; typingType?: string }; reply: { idMessage: MessageId } }
  sendFileByUpload: { query: undefined; body: { chatId: ChatId; fileName?: string; caption?: string; quotedMessageId?: MessageId; typingTime?: number; typingType?: string }; reply: { idMessage: MessageId; urlFile: string } }
  uploadFile: { query: undefined; body: undefined; reply: { urlFile: string } }
  sendLink: { query: undefined; body: { chatId: ChatId; urlLink: string; quotedMessageId?: MessageId; typingTime?: number }; reply: { idMessage: MessageId } }
  sendLocation: { query: undefined; body: { chatId: ChatId; nameLocation?: string; address?: string; latitude: number; longitude: number; quotedMessageId?: MessageId; typingTime?: number }; reply: { idMessage: MessageId } }
  sendContact: { query: undefined; body: { chatId: ChatId; contact: { phoneContact: string; firstName?: string; middleName?: string; lastName?: string; company?: string }; quotedMessageId?: MessageId; typingTime?: number }; reply: { idMessage: MessageId } }
  sendPoll: { query: undefined; body: { chatId: ChatId; message: string; options: readonly ({ optionName: string })[]; multipleAnswers?: boolean; quotedMessageId?: MessageId; typingTime?: number }; reply: { idMessage: MessageId } }
  sendInteractiveButtons: { query: undefined; body: { chatId: ChatId; header?: string; body: string; footer?: string; buttons: readonly ({ type: 'copy' | 'call' | 'url' | 'reply'; buttonId: string; buttonText: string; copyCode?: string; phoneNumber?: string; url?: string })[]; quotedMessageId?: MessageId; typingTime?: number }; reply: { idMessage: MessageId } }
  sendInteractiveButtonsReply: { query: undefined; body: { chatId: ChatId; header?: string; body: string; footer?: string; buttons: readonly ({ buttonId: string; buttonText: string })[]; quotedMessageId?: MessageId; typingTime?: number }; reply: { idMessage: MessageId } }
  forwardMessages: { query: undefined; body: { chatId: ChatId; chatIdFrom: ChatId; messages: readonly (MessageId)[]; typingTime?: number }; reply: { messages: readonly (MessageId)[] } }
  editMessage: { query: undefined; body: { chatId: ChatId; idMessage: MessageId; message: string }; reply: { idMessage: MessageId } }
  deleteMessage: { query: undefined; body: { chatId: ChatId; idMessage: MessageId; onlySenderDelete?: boolean }; reply: unknown }
  getAvatarAsync: { query: undefined; body: { chatId: ChatId }; reply: unknown }
  getChats: { query: { count?: number }; body: undefined; reply: readonly ({ archive: boolean; id: string; ephemeralExpiration: number; ephemeralSettingTimestamp: number; name: string; type: 'user' | 'group' })[] }
  archiveChat: { query: undefined; body: { chatId: ChatId }; reply: unknown }
  unarchiveChat: { query: undefined; body: { chatId: ChatId }; reply: unknown }
  sendTyping: { query: undefined; body: { chatId: ChatId; typingTime?: number; typingType?: 'recording' | 'typing' | 'text' }; reply: unknown }
  sendButtons: { query: undefined; body: { chatId: ChatId; message: string; buttons: readonly ({ buttonId: string; buttonText: string })[] }; reply: { idMessage: MessageId } }
  sendTemplateButtons: { query: undefined; body: { chatId: ChatId; message: string; templateButtons: readonly ({ index: number })[] }; reply: { idMessage: MessageId } }
  sendListMessage: { query: undefined; body: { chatId: ChatId; message: string; buttonText: string; sections: readonly ({ rows: readonly ({ title: string; rowId: string })[] })[] }; reply: { idMessage: MessageId } }
  receiveNotification: { query: { receiveTimeout?: number }; body: undefined; reply: { receiptId: number; body: Record<string, unknown> } | null }
  deleteNotification: { query: undefined; body: undefined; reply: { result: boolean; reason: string } }
  downloadFile: { query: undefined; body: { chatId: ChatId; idMessage: MessageId }; reply: { downloadUrl: string } }
  getChatHistory: { query: undefined; body: { chatId: ChatId; count?: number }; reply: readonly ({ type: 'incoming'; idMessage: string; timestamp: number; typeMessage: string; chatId: string; senderId: string; senderName: string; senderContactName: string } | { type: 'outgoing'; idMessage: string; timestamp: number; typeMessage: string; chatId: string; statusMessage: string; sendByApi: boolean })[] }
  getMessage: { query: undefined; body: { chatId: ChatId; idMessage: MessageId }; reply: { type: 'incoming'; idMessage: string; timestamp: number; typeMessage: string; chatId: string; senderId: string; senderName: string; senderContactName: string } | { type: 'outgoing'; idMessage: string; timestamp: number; typeMessage: string; chatId: string; statusMessage: string; sendByApi: boolean } }
  getMessageTimeline: { query: { idMessage: MessageId }; body: undefined; reply: readonly ({ timestamp: number; event: string; detail: Record<string, unknown> })[] }
  lastIncomingMessages: { query: { minutes?: number }; body: undefined; reply: readonly ({ type: 'incoming'; idMessage: string; timestamp: number; typeMessage: string; chatId: string; senderId: string; senderName: string; senderContactName: string })[] }
  lastOutgoingMessages: { query: { minutes?: number }; body: undefined; reply: readonly ({ type: 'outgoing'; idMessage: string; timestamp: number; typeMessage: string; chatId: string; statusMessage: string; sendByApi: boolean })[] }
  lastIncomingCalls: { query: { minutes?: number }; body: undefined; reply: readonly ({ type: 'incoming'; typeMessage: 'incomingCall'; isGroup: boolean; idMessage: string; timestamp: number; chatId: string; isVideo: boolean; status: string })[] }
  lastOutgoingCalls: { query: { minutes?: number }; body: undefined; reply: readonly ({ type: 'outgoing'; typeMessage: 'outgoingCall'; duration: number; participants: readonly ({ id: string; status: string })[]; idMessage: string; timestamp: number; chatId: string; isVideo: boolean; status: string })[] }
  readChat: { query: undefined; body: { chatId: ChatId; idMessage?: MessageId }; reply: { setRead: boolean } }
  showMessagesQueue: { query: undefined; body: undefined; reply: readonly ({ messageID: string; type: string; body: Record<string, unknown>; priority?: 'high'; sendAt?: number; heldReason?: string; heldUntil?: number | null })[] }
  getMessagesCount: { query: undefined; body: undefined; reply: { count: number } }
  clearMessagesQueue: { query: undefined; body: undefined; reply: { isCleared: boolean } }
  removeQueuedMessage: { query: undefined; body: { idMessage: MessageId }; reply: { isRemoved: boolean } }
  prioritizeQueuedMessage: { query: undefined; body: { idMessage: MessageId; priority?: 'high' | 'normal' }; reply: { isChanged: boolean } }
  pauseQueue: { query: undefined; body: undefined; reply: { isSending: boolean } }
  resumeQueue: { query: undefined; body: undefined; reply: { isSending: boolean } }
  showParkedMessages: { query: undefined; body: undefined; reply: readonly ({ messageID: string; type: string; body: Record<string, unknown>; priority?: 'high'; sendAt?: number; heldReason?: string; heldUntil?: number | null; reason: string })[] }
  retryParkedMessage: { query: undefined; body: { idMessage: MessageId }; reply: { isQueued: boolean } }
  getWebhooksCount: { query: undefined; body: undefined; reply: { count: number } }
  clearWebhooksQueue: { query: undefined; body: undefined; reply: { isCleared: boolean; reason: string; leftTime?: number } }
  getDeliveries: { query: { count?: number; outcome?: 'waiting' | 'delivered' | 'fetched' | 'expired' | 'cleared' }; body: undefined; reply: readonly ({ eventId: string; typeWebhook: string; outcome: string; createdAt: number; endedAt: number | null; attempts: readonly ({ attempt: number; url: string; timestamp: number; tookMs: number; status: number | null; error: string })[] })[] }
  replayNotifications: { query: undefined; body: { eventIds?: readonly (string)[]; types?: readonly ('incomingMessageReceived' | 'outgoingMessageReceived' | 'outgoingAPIMessageReceived' | 'outgoingMessageStatus' | 'stateInstanceChanged' | 'incomingCall' | 'outgoingCall' | 'incomingBlock' | 'deviceInfo' | 'quotaExceeded')[]; from?: number; to?: number; endpointId?: string }; reply: { eventIds: readonly (string)[] } }
  getWebhookSecret: { query: undefined; body: undefined; reply: { secret: string } }
  addWebhookEndpoint: { query: undefined; body: { name: string; url: string; types?: readonly ('incomingMessageReceived' | 'outgoingMessageReceived' | 'outgoingAPIMessageReceived' | 'outgoingMessageStatus' | 'stateInstanceChanged' | 'incomingCall' | 'outgoingCall' | 'incomingBlock' | 'deviceInfo' | 'quotaExceeded')[] }; reply: { endpointId: string; secret: string } }
  getWebhookEndpoints: { query: undefined; body: undefined; reply: readonly ({ endpointId: string; name: string; url: string; types: readonly (string)[]; createdAt: number; enabled: boolean; disabledReason: string; failingSince: number | null; formerSecretUntil: number | null })[] }
  changeWebhookEndpoint: { query: undefined; body: { endpointId: string; name: string; url: string; types?: readonly ('incomingMessageReceived' | 'outgoingMessageReceived' | 'outgoingAPIMessageReceived' | 'outgoingMessageStatus' | 'stateInstanceChanged' | 'incomingCall' | 'outgoingCall' | 'incomingBlock' | 'deviceInfo' | 'quotaExceeded')[]; enabled: boolean }; reply: { endpointId: string; name: string; url: string; types: readonly (string)[]; createdAt: number; enabled: boolean; disabledReason: string; failingSince: number | null; formerSecretUntil: number | null } }
  removeWebhookEndpoint: { query: undefined; body: { endpointId: string }; reply: { removed: boolean } }
  rotateWebhookSecret: { query: undefined; body: { endpointId: string; overlapHours?: number }; reply: { endpointId: string; secret: string } }
  testWebhookEndpoint: { query: undefined; body: { endpointId: string }; reply: { eventId: string } }
  getWebhookEndpointLog: { query: { endpointId: string; count?: number; before?: number }; body: undefined; reply: readonly ({ seq: number; eventId: string; typeWebhook: string; outcome: 'waiting' | 'delivered' | 'expired' | 'dropped'; createdAt: number; endedAt: number | null; attempts: readonly ({ attempt: number; url: string; timestamp: number; tookMs: number; status: number | null; error: string })[] })[] }
  sendTextStatus: { query: undefined; body: { message: string; backgroundColor?: string; font?: 'SERIF' | 'SANS_SERIF' | 'NORICAN_REGULAR' | 'BRYNDAN_WRITE' | 'OSWALD_HEAVY'; participants?: readonly (PersonId)[] }; reply: { idMessage: MessageId } }
  sendVoiceStatus: { query: undefined; body: { urlFile: string; fileName: string; backgroundColor?: string; participants?: readonly (PersonId)[] }; reply: { idMessage: MessageId } }
  sendMediaStatus: { query: undefined; body: { urlFile: string; fileName: string; caption?: string; participants?: readonly (PersonId)[] }; reply: { idMessage: MessageId } }
  deleteStatus: { query: undefined; body: { idMessage: MessageId }; reply: unknown }
  getStatusStatistic: { query: { idMessage: MessageId }; body: undefined; reply: readonly ({ participant: string; timestamp: number; status: 'sent' | 'delivered' | 'read' })[] }
  getIncomingStatuses: { query: { minutes?: number }; body: undefined; reply: readonly ({ type: 'incoming'; idMessage: string; timestamp: number; typeMessage: 'extendedTextMessage' | 'imageMessage' | 'videoMessage' | 'audioMessage' | 'deletedMessage'; chatId: string; senderId: string; senderName: string; senderContactName: string })[] }
  getOutgoingStatuses: { query: { minutes?: number }; body: undefined; reply: readonly ({ type: 'outgoing'; idMessage: string; timestamp: number; typeMessage: 'extendedTextMessage' | 'imageMessage' | 'videoMessage' | 'audioMessage' | 'deletedMessage'; chatId: string; statusMessage: 'pending' | 'sent' | 'delivered' | 'read'; sendByApi: boolean })[] }
  register: { query: undefined; body: { email: string; password: string; name: string; accountName: string; locale?: 'en' | 'ru' }; reply: { sent: boolean } }
  confirmEmail: { query: undefined; body: { token: string; password: string; code?: string }; reply: { csrfToken: string; person: { id: string; email: string; name: string; locale: 'en' | 'ru'; operator: boolean; codes: boolean }; account: { id: string; name: string; kind: 'standard' | 'partner'; status: 'active' | 'suspended' | 'closed'; role: 'owner' | 'member' | 'operator'; mayCreateHere: boolean } | null; accounts: readonly ({ id: string; name: string; kind: 'standard' | 'partner'; status: 'active' | 'suspended' | 'closed'; role: 'owner' | 'member' })[]; network: 'live' | 'sandbox' } }
  signIn: { query: undefined; body: { email: string; password: string; code?: string }; reply: { csrfToken: string; person: { id: string; email: string; name: string; locale: 'en' | 'ru'; operator: boolean; codes: boolean }; account: { id: string; name: string; kind: 'standard' | 'partner'; status: 'active' | 'suspended' | 'closed'; role: 'owner' | 'member' | 'operator'; mayCreateHere: boolean } | null; accounts: readonly ({ id: string; name: string; kind: 'standard' | 'partner'; status: 'active' | 'suspended' | 'closed'; role: 'owner' | 'member' })[]; network: 'live' | 'sandbox' } }
  useSignInLink: { query: undefined; body: { token: string; code?: string }; reply: { csrfToken: string; person: { id: string; email: string; name: string; locale: 'en' | 'ru'; operator: boolean; codes: boolean }; account: { id: string; name: string; kind: 'standard' | 'partner'; status: 'active' | 'suspended' | 'closed'; role: 'owner' | 'member' | 'operator'; mayCreateHere: boolean } | null; accounts: readonly ({ id: string; name: string; kind: 'standard' | 'partner'; status: 'active' | 'suspended' | 'closed'; role: 'owner' | 'member' })[]; network: 'live' | 'sandbox' } }
  requestPasswordReset: { query: undefined; body: { email: string }; reply: { sent: boolean } }
  setNewPassword: { query: undefined; body: { token: string; password: string }; reply: { email: string } }
  readInvitation: { query: undefined; body: { token: string }; reply: { email: string; account: string | null; role: string; known: boolean } }
  acceptInvitation: { query: undefined; body: { token: string; password: string; name?: string; locale?: 'en' | 'ru'; code?: string }; reply: { csrfToken: string; person: { id: string; email: string; name: string; locale: 'en' | 'ru'; operator: boolean; codes: boolean }; account: { id: string; name: string; kind: 'standard' | 'partner'; status: 'active' | 'suspended' | 'closed'; role: 'owner' | 'member' | 'operator'; mayCreateHere: boolean } | null; accounts: readonly ({ id: string; name: string; kind: 'standard' | 'partner'; status: 'active' | 'suspended' | 'closed'; role: 'owner' | 'member' })[]; network: 'live' | 'sandbox' } }
  getSession: { query: undefined; body: undefined; reply: { csrfToken: string; person: { id: string; email: string; name: string; locale: 'en' | 'ru'; operator: boolean; codes: boolean }; account: { id: string; name: string; kind: 'standard' | 'partner'; status: 'active' | 'suspended' | 'closed'; role: 'owner' | 'member' | 'operator'; mayCreateHere: boolean } | null; accounts: readonly ({ id: string; name: string; kind: 'standard' | 'partner'; status: 'active' | 'suspended' | 'closed'; role: 'owner' | 'member' })[]; network: 'live' | 'sandbox' } }
  signOut: { query: undefined; body: undefined; reply: { signedOut: boolean } }
  switchAccount: { query: undefined; body: { account: string }; reply: { account: string | null } }
  getSessions: { query: undefined; body: undefined; reply: readonly ({ id: string; current: boolean; client: string; browser: string; createdAt: number; seenAt: number })[] }
  endSession: { query: undefined; body: { id: string }; reply: { ended: boolean } }
  changePassword: { query: undefined; body: { password: string; newPassword: string; code?: string }; reply: { changed: boolean } }
  setProfile: { query: undefined; body: { name: string; locale: 'en' | 'ru' }; reply: { name: string; locale: 'en' | 'ru' } }
  offerCodes: { query: undefined; body: undefined; reply: { secret: string; uri: string } }
  confirmCodes: { query: undefined; body: { code: string }; reply: { codes: boolean } }
  stopCodes: { query: undefined; body: { password: string; code?: string }; reply: { codes: boolean } }
  getAccount: { query: undefined; body: undefined; reply: { id: string; name: string; accountType: 'Standard' | 'Partner'; status: 'active' | 'suspended' | 'closed'; statusReason: string; since: number; partnerApiUrl: string; mayCreateHere: boolean; instanceCap: number | null; instances: { living: number; byState: Record<string, unknown>; notPartner: number }; partnership: { requestedAt: number; note: string; decision: 'open' | 'enrolled' | 'declined'; decidedAt: number | null } | null } }
  getMessageVolume: { query: { days?: number }; body: undefined; reply: readonly ({ day: string; incoming: number; outgoing: number })[] }
  renameAccount: { query: undefined; body: { name: string }; reply: { name: string } }
  requestPartnership: { query: undefined; body: { confirmed: readonly ('separateAccount' | 'corporateEmail' | 'creationByApi' | 'oldInstancesKeepTheirPlan')[]; note?: string }; reply: { requested: boolean } }
  getMembers: { query: undefined; body: undefined; reply: { members: readonly ({ person: string; role: 'owner' | 'member'; email: string; name: string; codes: boolean; since: number; seenAt: number | null })[]; invitations: readonly ({ email: string; role: string; expiresAt: number })[] } }
  inviteMember: { query: undefined; body: { email: string }; reply: { link: string | null; expiresAt: number } }
  withdrawInvitation: { query: undefined; body: { email: string }; reply: { withdrawn: boolean } }
  removeMember: { query: undefined; body: { person: string }; reply: { removed: boolean } }
  transferOwnership: { query: undefined; body: { person: string; password: string; code?: string }; reply: { owner: string } }
  getAuditLog: { query: { before?: string; limit?: number }; body: undefined; reply: readonly ({ id: string; account: string | null; actor: string; action: string; subject: string; detail: Record<string, unknown>; timestamp: number })[] }
  getPartnerTokens: { query: undefined; body: undefined; reply: readonly ({ id: string; name: string; writable: boolean; addresses: readonly (string)[]; template: { webhookUrl?: string; delaySendMessagesMilliseconds?: number; markIncomingMessagesReaded?: YesNo; markIncomingMessagesReadedOnReply?: YesNo; outgoingWebhook?: YesNo; outgoingMessageWebhook?: YesNo; outgoingAPIMessageWebhook?: YesNo; incomingWebhook?: YesNo; deviceWebhook?: YesNo; stateWebhook?: YesNo; statusInstanceWebhook?: YesNo; keepOnlineStatus?: YesNo; pollMessageWebhook?: YesNo; incomingBlockWebhook?: YesNo; incomingCallWebhook?: YesNo; outgoingCallWebhook?: YesNo; editedMessageWebhook?: YesNo; deletedMessageWebhook?: YesNo; autoTyping?: number; linkPreview?: boolean; enableLidMode?: boolean; rejectIncomingCalls?: 'yes' | 'no'; identitiesWebhook?: 'yes' | 'no' }; createdAt: number; expiresAt: number | null; revokedAt: number | null; lastUsedAt: number | null; revealedAt: number | null })[] }
  issuePartnerToken: { query: undefined; body: { name: string; writable?: boolean; addresses?: readonly (string)[]; template?: { webhookUrl?: string; delaySendMessagesMilliseconds?: number; markIncomingMessagesReaded?: YesNo; markIncomingMessagesReadedOnReply?: YesNo; outgoingWebhook?: YesNo; outgoingMessageWebhook?: YesNo; outgoingAPIMessageWebhook?: YesNo; incomingWebhook?: YesNo; deviceWebhook?: YesNo; stateWebhook?: YesNo; statusInstanceWebhook?: YesNo; keepOnlineStatus?: YesNo; pollMessageWebhook?: YesNo; incomingBlockWebhook?: YesNo; incomingCallWebhook?: YesNo; outgoingCallWebhook?: YesNo; editedMessageWebhook?: YesNo; deletedMessageWebhook?: YesNo; autoTyping?: number; linkPreview?: boolean; enableLidMode?: boolean; rejectIncomingCalls?: 'yes' | 'no'; identitiesWebhook?: 'yes' | 'no' }; days?: number }; reply: { id: string; partnerToken: string; partnerApiUrl: string } }
  revealPartnerToken: { query: undefined; body: { id: string; password: string; code?: string }; reply: { id: string; partnerToken: string; partnerApiUrl: string } }
  rotatePartnerToken: { query: undefined; body: { id: string; overlapHours?: number }; reply: { id: string; partnerToken: string; partnerApiUrl: string } }
  changePartnerToken: { query: undefined; body: { id: string; name: string; writable?: boolean; addresses?: readonly (string)[]; template?: { webhookUrl?: string; delaySendMessagesMilliseconds?: number; markIncomingMessagesReaded?: YesNo; markIncomingMessagesReadedOnReply?: YesNo; outgoingWebhook?: YesNo; outgoingMessageWebhook?: YesNo; outgoingAPIMessageWebhook?: YesNo; incomingWebhook?: YesNo; deviceWebhook?: YesNo; stateWebhook?: YesNo; statusInstanceWebhook?: YesNo; keepOnlineStatus?: YesNo; pollMessageWebhook?: YesNo; incomingBlockWebhook?: YesNo; incomingCallWebhook?: YesNo; outgoingCallWebhook?: YesNo; editedMessageWebhook?: YesNo; deletedMessageWebhook?: YesNo; autoTyping?: number; linkPreview?: boolean; enableLidMode?: boolean; rejectIncomingCalls?: 'yes' | 'no'; identitiesWebhook?: 'yes' | 'no' } }; reply: { changed: boolean } }
  revokePartnerToken: { query: undefined; body: { id: string }; reply: { revoked: boolean } }
  getInstanceList: { query: { search?: string; state?: string; tariff?: string; tag?: string; deleted?: boolean; sort?: 'timeCreated' | 'name' | 'stateSince' | 'state' | 'idInstance'; descending?: boolean; offset?: number; limit?: number }; body: undefined; reply: { total: number; instances: readonly ({ idInstance: number; name: string; typeInstance: string; messenger: string; typeAccount: string; partnerUserUiid: string; timeCreated: string; timeDeleted: string; apiTokenInstance: string; deleted: boolean; tariff: string; isFree: boolean; isPartner: boolean; expirationDate: string; isExpired: boolean; stateInstance: string; wid: string; externalId: string; metadata: Record<string, unknown>; revision: number; stateSince: number; stateReason: string; tags: readonly (string)[]; daysBilled: number; queued: number; oldestQueued: number | null; undelivered: number; oldestUndelivered: number | null; webhook: { health: 'none' | 'well' | 'failing' | 'disabled'; failingSince: number | null } })[] } }
  findInstanceIds: { query: { search?: string; state?: string; tariff?: string; tag?: string; deleted?: boolean }; body: undefined; reply: { idInstances: readonly (number)[] } }
  tagInstances: { query: undefined; body: { idInstances: readonly (number)[]; add?: readonly (string)[]; remove?: readonly (string)[] }; reply: { instances: number } }
  getTags: { query: undefined; body: undefined; reply: readonly ({ tag: string; instances: number })[] }
  getViews: { query: undefined; body: undefined; reply: readonly ({ name: string; view: string })[] }
  saveView: { query: undefined; body: { name: string; view: string }; reply: { saved: boolean } }
  removeView: { query: undefined; body: { name: string }; reply: { removed: boolean } }
  findMessagesHere: { query: { text?: string; status?: 'pending' | 'sent' | 'delivered' | 'read' | 'failed' | 'noAccount'; days?: number; skip?: number; limit?: number }; body: undefined; reply: readonly ({ idInstance: number; name: string; chatId: string; idMessage: string; timestamp: number; direction: 'incoming' | 'outgoing'; byApi: boolean; typeMessage: string; status: string; reason: string; statusAt: number })[] }
  getPlans: { query: undefined; body: undefined; reply: { currency: string; balance: number; business: readonly ({ tariff: string; month: number })[]; developer: { used: number; total: number } } }
  quotePlanHere: { query: undefined; body: { tariff: string; months: number; idInstance?: number; act?: 'change' | 'renew' }; reply: { currency: string; price: number; remainder: number; due: number; balance: number; expiresAt: number; from: number; until: number } }
  payPlanHere: { query: undefined; body: { idInstance: number; tariff: string; months: number; act: 'change' | 'renew'; due: number; expiresAt: number }; reply: { price: number; remainder: number; until: number } }
  getQuotas: { query: undefined; body: undefined; reply: readonly ({ name: string; standard: number; value: number })[] }
  getBrand: { query: undefined; body: undefined; reply: { name: string; accent: string; background: string; logo: string } }
  changeBrand: { query: undefined; body: { name: string; accent: string; background: string; logo: string }; reply: { name: string; accent: string; background: string; logo: string } }
  askQuota: { query: undefined; body: { name: string; value: number; note?: string }; reply: { seq: number; id: string } }
  createInstanceHere: { query: undefined; body: { name?: string; externalId?: string; metadata?: Record<string, unknown>; webhookUrl?: string; webhookUrlToken?: string; delaySendMessagesMilliseconds?: number; markIncomingMessagesReaded?: YesNo; markIncomingMessagesReadedOnReply?: YesNo; outgoingWebhook?: YesNo; outgoingMessageWebhook?: YesNo; outgoingAPIMessageWebhook?: YesNo; incomingWebhook?: YesNo; deviceWebhook?: YesNo; stateWebhook?: YesNo; statusInstanceWebhook?: YesNo; keepOnlineStatus?: YesNo; pollMessageWebhook?: YesNo; incomingBlockWebhook?: YesNo; incomingCallWebhook?: YesNo; outgoingCallWebhook?: YesNo; editedMessageWebhook?: YesNo; deletedMessageWebhook?: YesNo; autoTyping?: number; linkPreview?: boolean; enableLidMode?: boolean; rejectIncomingCalls?: 'yes' | 'no'; identitiesWebhook?: 'yes' | 'no'; tariff?: 'DEVELOPER' | string; months?: number; due?: number }; reply: { idInstance: number } }
  createInstancesHere: { query: undefined; body: { names: readonly (string)[] }; reply: { instances: readonly ({ idInstance: number | null; error: { code: string; message: string } | null })[] } }
  previewInstancesHere: { query: undefined; body: { names: readonly (string)[] }; reply: { tariff: string; fits: number; refusal: { code: string; message: string } | null; places: { used: number; total: number } | null; currency: string; perDay: number; firstDay: 'creation' | 'midnight'; charged: number; month: string; forecast: number; forecastThen: number } }
  deleteInstanceHere: { query: undefined; body: { idInstance: number }; reply: { deleteInstanceAccount: boolean } }
  deleteInstancesHere: { query: undefined; body: { idInstances: readonly (number)[]; dryRun?: boolean }; reply: { dryRun: boolean; deleted: readonly (number)[]; notFound: readonly (number)[]; bill: { currency: string; month: string; days: number; charged: number; perDay: number; prepaid: number; unused: number } | null } }
  getBilling: { query: undefined; body: undefined; reply: { currency: string; balance: number; creditLimit: number | null; refuseOverLimit: boolean; warnedAt: number; prepaidDue: number; month: string; charged: number; forecast: number; instances: number; today: { day: string; instances: number; amount: number }; taxRate: number; dueDays: number; buyer: string } }
  getLedger: { query: { before?: number; limit?: number }; body: undefined; reply: readonly ({ seq: number; id: string; kind: string; day: string; at: number; reference: string; corrects: string | null; lines: number; hash: string; amount: number; balance: number })[] }
  getCharges: { query: { month?: string }; body: undefined; reply: { month: string; days: readonly ({ day: string; instances: number; amount: number })[] } }
  getInstanceDays: { query: { month: string; day?: number; idInstance?: number; afterDay?: string; afterInstance?: number; limit?: number }; body: undefined; reply: readonly ({ idInstance: number; name: string; day: string; tariff: string; price: number; cause: 'creation' | 'midnight' })[] }
  getInvoices: { query: undefined; body: undefined; reply: readonly ({ number: string; kind: 'invoice' | 'credit-note'; month: string; issuedAt: number; dueDay: string; currency: string; net: number; taxRate: number; tax: number; total: number; corrects: string | null })[] }
  makeInvoiceFile: { query: undefined; body: { number: string; form: 'pdf' | 'csv' }; reply: { url: string; fileName: string; expiresAt: number } }
  getPrices: { query: undefined; body: undefined; reply: { name: string; currency: string; now: { from: string; firstDay: 'creation' | 'midnight'; prices: Record<string, unknown> } | null; ahead: readonly ({ from: string; firstDay: 'creation' | 'midnight'; prices: Record<string, unknown> })[] } }
  getAccountStatement: { query: { month?: string; cursor?: string }; body: undefined; reply: { account: string; currency: string; month: string; chargedThrough: string; opening: { seq: number; hash: string; balance: number }; closing: { seq: number; hash: string; balance: number }; prices: readonly ({ from: string; firstDay: 'creation' | 'midnight'; prices: Record<string, unknown> })[]; documents: readonly (string)[]; instances: readonly ({ idInstance: number; tariff: string; created: number; deleted: number | null })[]; transactions: readonly ({ seq: number; id: string; kind: string; day: string; at: number; reference: string; corrects: string | null; postings: readonly ({ book: string; amount: number })[]; lines: readonly ({ instance: number; tariff: string; price: number; cause: 'creation' | 'midnight' })[]; digest: string; prev: string; hash: string })[]; next: string | null } }
  getEndpoints: { query: undefined; body: undefined; reply: readonly ({ id: string; name: string; url: string; types: readonly (string)[]; createdAt: number; enabled: boolean; disabledReason: string; failingSince: number | null; formerSecretUntil: number | null })[] }
  addEndpoint: { query: undefined; body: { name: string; url: string; types?: readonly ('instance.created' | 'instance.linked' | 'instance.lost' | 'instance.restricted' | 'instance.deleted' | 'instance.tariffChanged' | 'account.charged' | 'account.creditThreshold' | 'endpoint.failing' | 'test')[] }; reply: { id: string; secret: string } }
  changeEndpoint: { query: undefined; body: { id: string; name: string; url: string; types?: readonly ('instance.created' | 'instance.linked' | 'instance.lost' | 'instance.restricted' | 'instance.deleted' | 'instance.tariffChanged' | 'account.charged' | 'account.creditThreshold' | 'endpoint.failing' | 'test')[]; enabled: boolean }; reply: { id: string; name: string; url: string; types: readonly (string)[]; createdAt: number; enabled: boolean; disabledReason: string; failingSince: number | null; formerSecretUntil: number | null } }
  removeEndpoint: { query: undefined; body: { id: string }; reply: { removed: boolean } }
  rotateEndpointSecret: { query: undefined; body: { id: string; overlapHours?: number }; reply: { id: string; secret: string } }
  testEndpoint: { query: undefined; body: { id: string }; reply: { eventId: string } }
  getEndpointLog: { query: { id: string; before?: number; limit?: number }; body: undefined; reply: readonly ({ seq: number; eventId: string; type: string; body: string; outcome: 'waiting' | 'delivered' | 'expired' | 'dropped'; createdAt: number; endedAt: number | null; attempts: readonly ({ at: number; tookMs: number; status: number | null; error: string })[] })[] }
  resendEvents: { query: undefined; body: { id: string; seqs: readonly (number)[] }; reply: { queued: number } }
  getSupportChat: { query: { before?: number; limit?: number }; body: undefined; reply: { state: { last: number; read: number; readByAccount: number; readByOperator: number }; messages: readonly ({ seq: number; id: string; person: string; name: string; side: 'account' | 'operator'; text: string; files: readonly ({ fileName: string; mimeType: string; size: number; url: string; expiresAt: number })[]; timestamp: number })[] } }
  sendSupportMessage: { query: undefined; body: { text: string }; reply: { seq: number; id: string } }
  sendSupportFile: { query: undefined; body: { text?: string }; reply: { seq: number; id: string } }
  readSupportChat: { query: undefined; body: { seq: number }; reply: { read: number } }
  watchSupportChat: { query: { after?: number }; body: undefined; reply: { type: 'message'; message: { seq: number; id: string; person: string; name: string; side: 'account' | 'operator'; text: string; files: readonly ({ fileName: string; mimeType: string; size: number; url: string; expiresAt: number })[]; timestamp: number } } | { type: 'state'; state: { last: number; read: number; readByAccount: number; readByOperator: number } } }
  watchAccount: { query: undefined; body: undefined; reply: { revision: number; support: number; ledger: number; change: string; events: number } }
  watchInstance: { query: { idInstance: number }; body: undefined; reply: { state: string; reason: string; since: number; queued: number; undelivered: number; paused: boolean; parked: number; mark: string } }
  askSandbox: { query: undefined; body: { verb: 'GET' | 'POST'; path: string; body?: Record<string, unknown> }; reply: { answer: unknown } }
  watchSandbox: { query: undefined; body: undefined; reply: { revision: number; phones: readonly (string)[] } }
  findAccounts: { query: { search?: string; kind?: 'standard' | 'partner'; status?: 'active' | 'suspended' | 'closed'; asking?: boolean; offset?: number; limit?: number }; body: undefined; reply: { total: number; accounts: readonly ({ id: string; name: string; kind: 'standard' | 'partner'; status: 'active' | 'suspended' | 'closed'; owner: string | null; instances: number; since: number; askedAt: number | null })[] } }
  getAccountOf: { query: { account: string }; body: undefined; reply: { account: { id: string; name: string; accountType: 'Standard' | 'Partner'; status: 'active' | 'suspended' | 'closed'; statusReason: string; since: number; partnerApiUrl: string; mayCreateHere: boolean; instanceCap: number | null; instances: { living: number; byState: Record<string, unknown>; notPartner: number }; partnership: { requestedAt: number; note: string; decision: 'open' | 'enrolled' | 'declined'; decidedAt: number | null } | null }; members: readonly ({ person: string; email: string; name: string; role: string })[]; tokens: readonly ({ id: string; name: string; writable: boolean; addresses: readonly (string)[]; template: { webhookUrl?: string; delaySendMessagesMilliseconds?: number; markIncomingMessagesReaded?: YesNo; markIncomingMessagesReadedOnReply?: YesNo; outgoingWebhook?: YesNo; outgoingMessageWebhook?: YesNo; outgoingAPIMessageWebhook?: YesNo; incomingWebhook?: YesNo; deviceWebhook?: YesNo; stateWebhook?: YesNo; statusInstanceWebhook?: YesNo; keepOnlineStatus?: YesNo; pollMessageWebhook?: YesNo; incomingBlockWebhook?: YesNo; incomingCallWebhook?: YesNo; outgoingCallWebhook?: YesNo; editedMessageWebhook?: YesNo; deletedMessageWebhook?: YesNo; autoTyping?: number; linkPreview?: boolean; enableLidMode?: boolean; rejectIncomingCalls?: 'yes' | 'no'; identitiesWebhook?: 'yes' | 'no' }; createdAt: number; expiresAt: number | null; revokedAt: number | null; lastUsedAt: number | null; revealedAt: number | null })[] } }
  addAccount: { query: undefined; body: { name: string; owner: string; kind?: 'standard' | 'partner' }; reply: { account: string; link: string | null } }
  enrolAccount: { query: undefined; body: { account: string; value?: string }; reply: { account: string; token: string } }
  declinePartnership: { query: undefined; body: { account: string }; reply: { declined: boolean } }
  setAccountStatus: { query: undefined; body: { account: string; status: 'active' | 'suspended' | 'closed'; reason: string }; reply: { status: string; deleted: number } }
  setAccountLimits: { query: undefined; body: { account: string; consoleCreation: boolean; instanceCap: number | null }; reply: { consoleCreation: boolean; instanceCap: number | null } }
  raiseQuota: { query: undefined; body: { account: string; name: string; value: number }; reply: { name: string; value: number } }
  enterPayment: { query: undefined; body: { account: string; amount: number; reference: string }; reply: { state: 'booked' | 'waiting'; id: string; result: string } }
  enterCredit: { query: undefined; body: { invoice: string; net: number; reason: string }; reply: { state: 'booked' | 'waiting'; id: string; result: string } }
  getMoneyEntries: { query: { open?: boolean; before?: string; limit?: number }; body: undefined; reply: readonly ({ id: string; account: string; kind: 'payment' | 'credit'; amount: number; currency: string; reference: string; reason: string; enteredBy: string; enteredAt: number; decision: 'open' | 'approved' | 'declined'; decidedBy: string; decidedAt: number | null; result: string })[] }
  decideMoneyEntry: { query: undefined; body: { id: string; approve: boolean }; reply: { result: string } }
  visitAccount: { query: undefined; body: { account: string | null }; reply: { account: string | null } }
  importInstances: { query: undefined; body: { account: string; instances: readonly ({ idInstance: number; apiTokenInstance: string; name?: string })[] }; reply: { imported: readonly (number)[]; refused: readonly (number)[] } }
  inviteOperator: { query: undefined; body: { email: string }; reply: { link: string | null } }
  resetCodes: { query: undefined; body: { email: string }; reply: { codes: boolean } }
  getInstallationAudit: { query: { before?: string; limit?: number; account?: string }; body: undefined; reply: readonly ({ id: string; account: string | null; actor: string; action: string; subject: string; detail: Record<string, unknown>; timestamp: number })[] }
  getSupportInbox: { query: undefined; body: undefined; reply: readonly ({ account: string; name: string; last: number; lastAt: number; lastSide: 'account' | 'operator'; lastText: string; unread: number })[] }
  getSupportChatOf: { query: { account: string; before?: number; limit?: number }; body: undefined; reply: { state: { last: number; read: number; readByAccount: number; readByOperator: number }; messages: readonly ({ seq: number; id: string; person: string; name: string; side: 'account' | 'operator'; text: string; files: readonly ({ fileName: string; mimeType: string; size: number; url: string; expiresAt: number })[]; timestamp: number })[] } }
  answerSupport: { query: undefined; body: { account: string; text: string }; reply: { seq: number; id: string } }
  answerSupportWithFile: { query: undefined; body: { account: string; text?: string }; reply: { seq: number; id: string } }
  readSupportChatOf: { query: undefined; body: { account: string; seq: number }; reply: { read: number } }
  watchSupportChatOf: { query: { account: string; after?: number }; body: undefined; reply: { type: 'message'; message: { seq: number; id: string; person: string; name: string; side: 'account' | 'operator'; text: string; files: readonly ({ fileName: string; mimeType: string; size: number; url: string; expiresAt: number })[]; timestamp: number } } | { type: 'state'; state: { last: number; read: number; readByAccount: number; readByOperator: number } } }
  getSupportBridge: { query: undefined; body: undefined; reply: { bridge: { idInstance: number; name: string; chatId: string; state: string; trouble: string; setAt: number; setBy: string; waiting: number } | null; instances: readonly ({ idInstance: number; name: string; phone: string | null; state: string })[]; failures: readonly ({ account: string; name: string; seq: number | null; reason: string; timestamp: number })[] } }
  setSupportBridge: { query: undefined; body: { idInstance: number; chatId: ChatId }; reply: { chatId: string } }
  removeSupportBridge: { query: undefined; body: undefined; reply: { removed: boolean } }
  getBillingOf: { query: { account: string }; body: undefined; reply: { currency: string; balance: number; creditLimit: number | null; refuseOverLimit: boolean; warnedAt: number; prepaidDue: number; month: string; charged: number; forecast: number; instances: number; today: { day: string; instances: number; amount: number }; taxRate: number; dueDays: number; buyer: string } }
  getInvoicesOf: { query: { account: string }; body: undefined; reply: readonly ({ number: string; kind: 'invoice' | 'credit-note'; month: string; issuedAt: number; dueDay: string; currency: string; net: number; taxRate: number; tax: number; total: number; corrects: string | null })[] }
  getTermsOf: { query: { account: string }; body: undefined; reply: { buyer: { name: string; address: readonly (string)[]; taxId: string; email: string }; prepaid: number; taxRate: number; dueDays: number; creditLimit: number | null; refuseOverLimit: boolean; currency: string; list: string; assigned: readonly ({ list: string; from: string })[] } }
  setTermsOf: { query: undefined; body: { account: string; buyer: { name: string; address: readonly (string)[]; taxId: string; email: string }; prepaid: number; taxRate: number; dueDays: number; creditLimit: number | null; refuseOverLimit: boolean }; reply: { buyer: { name: string; address: readonly (string)[]; taxId: string; email: string }; prepaid: number; taxRate: number; dueDays: number; creditLimit: number | null; refuseOverLimit: boolean; currency: string; list: string; assigned: readonly ({ list: string; from: string })[] } }
  assignPrices: { query: undefined; body: { account: string; list: string; from: string }; reply: { list: string; from: string } }
  getFleet: { query: undefined; body: undefined; reply: { process: { upSeconds: number; memory: number; heap: number; loop: number }; nodes: readonly ({ id: string; alive: boolean; sessions: number })[]; states: readonly ({ state: string; instances: number; longestSince: number })[]; queues: { outgoing: number; oldestOutgoing: number | null; notifications: number; oldestNotification: number | null; oldestRefused: number | null }; alarms: readonly ({ idInstance: number | null; kind: string; detail: string; firstAt: number; lastAt: number; times: number })[]; instances: readonly ({ idInstance: number; name: string; account: string; accountName: string; state: string; reason: string; since: number })[]; webhooks: readonly ({ kind: 'instance' | 'endpoint'; id: string; name: string; account: string; accountName: string; waiting: number; failingSince: number })[] } }
  getNight: { query: { after?: string }; body: undefined; reply: { day: string; accounts: number; finished: number; charged: number; missed: readonly ({ account: string; day: string })[]; ledgers: readonly (string)[] } }
  verifyLedgerOf: { query: { account: string }; body: undefined; reply: { transactions: number; lines: number; faults: readonly ({ seq: number; fault: string })[] } }
  getPriceLists: { query: undefined; body: undefined; reply: readonly ({ id: string; name: string; currency: string; accounts: number; versions: readonly ({ from: string; firstDay: 'creation' | 'midnight'; prices: Record<string, unknown> })[] })[] }
  publishPriceVersion: { query: undefined; body: { list: string; currency: string; from: string; firstDay: 'creation' | 'midnight'; prices: Record<string, unknown> }; reply: { version: number } }
  getUpkeep: { query: undefined; body: undefined; reply: { retention: { now: { journalDays: number; deliveryDays: number; eraseDays: number }; configured: { journalDays: number; deliveryDays: number; eraseDays: number }; mediaDays: number }; keys: { sealsWith: number; resealedWith: number | null; restartFor: number | null; waitsFor: readonly (string)[] }; jobs: readonly ({ id: string; kind: 'exportAccount' | 'exportInstance' | 'eraseAccount' | 'eraseInstance' | 'rotateKey' | 'reseal'; subject: string; state: 'waiting' | 'running' | 'done' | 'failed'; done: number; total: number; said: string; file: { url: string; fileName: string; expiresAt: number } | null; askedBy: string; askedAt: number; endedAt: number | null })[] } }
  setRetention: { query: undefined; body: { journalDays?: number; deliveryDays?: number; eraseDays?: number }; reply: { saved: boolean } }
  askJob: { query: undefined; body: { kind: 'exportAccount' | 'exportInstance' | 'eraseAccount' | 'eraseInstance' | 'rotateKey' | 'reseal'; subject?: string }; reply: { id: string } }
  watchInstallation: { query: undefined; body: undefined; reply: { support: number; change: string; jobs: number } }
  createGroup: { query: undefined; body: { groupName: string; chatIds: readonly (PersonId)[] }; reply: { created: boolean; chatId: string; groupInviteLink: string } }
  updateGroupName: { query: undefined; body: { groupId: GroupId; groupName: string }; reply: { updateGroupName: boolean } }
  getGroupData: { query: undefined; body: { groupId: GroupId }; reply: { groupId: string; owner: string; subject: string; description: string; creation: number; subjectTime: number; subjectOwner: string; groupInviteLink: string; ephemeralExpiration: number; allowParticipantsEditGroupSettings: boolean; allowParticipantsSendMessages: boolean; allowParticipantsAddMembers: boolean; isCommunity: boolean; isCommunityAnnounce: boolean; size: number; participants: readonly ({ id: string; lid?: string; isAdmin: boolean; isSuperAdmin: boolean })[] } | 'Error: item-not-found' | 'Error: forbidden' }
  addGroupParticipant: { query: undefined; body: { groupId: GroupId; participantChatId: PersonId }; reply: { addParticipant: boolean } }
  removeGroupParticipant: { query: undefined; body: { groupId: GroupId; participantChatId: PersonId }; reply: { removeParticipant: boolean } }
  setGroupAdmin: { query: undefined; body: { groupId: GroupId; participantChatId: PersonId }; reply: { setGroupAdmin: boolean; error?: string } }
  removeAdmin: { query: undefined; body: { groupId: GroupId; participantChatId: PersonId }; reply: { removeAdmin: boolean } }
  leaveGroup: { query: undefined; body: { groupId: GroupId }; reply: { leaveGroup: boolean; removeAdmin?: boolean } }
  updateGroupSettings: { query: undefined; body: { groupId: GroupId; allowParticipantsEditGroupSettings?: boolean; allowParticipantsSendMessages?: boolean }; reply: { updateGroupSettings: boolean; reason?: string } }
  setGroupPicture: { query: undefined; body: { groupId: GroupId }; reply: { setGroupPicture: boolean; urlAvatar: string | null; reason: string | null } }
  checkWhatsapp: { query: undefined; body: { chatId?: PersonId; phoneNumber?: string; force?: boolean }; reply: { existsWhatsapp: boolean; chatId: string } }
  getAvatar: { query: undefined; body: { chatId: ChatId }; reply: { urlAvatar: string; available: boolean } }
  getContactInfo: { query: undefined; body: { chatId: ChatId }; reply: { avatar: string; name: string; contactName: string; email: string; category: string; description: string; products: readonly (Record<string, unknown>)[]; chatId: string; lastSeen: null; isArchive: boolean; isDisappearing: boolean; messageExpiration: number; isBusiness: boolean } }
  getDeviceInfo: { query: undefined; body: undefined; reply: { platform: string; deviceManufacturer: string; deviceModel: string; osVersion: string; waVersion: string; battery: number } }
  setDisappearingChat: { query: undefined; body: { chatId: ChatId; ephemeralExpiration: 0 | 86400 | 604800 | 7776000 }; reply: { chatId: string; disappearingMessagesInChat: boolean; ephemeralExpiration: 0 | 86400 | 604800 | 7776000 } }
  getContacts: { query: { group?: boolean; count?: number }; body: undefined; reply: readonly ({ id: string; name: string; contactName: string; type: 'user' | 'group' })[] }
  addContact: { query: undefined; body: { chatId: PersonId; firstName: string; lastName?: string | null; saveInAddressbook?: boolean }; reply: { addContact: boolean } }
  editContact: { query: undefined; body: { chatId: PersonId; firstName: string; lastName?: string | null; saveInAddressbook?: boolean }; reply: { editContact: boolean } }
  deleteContact: { query: undefined; body: { chatId: PersonId }; reply: { deleteContact: boolean } }
  callsQr: { query: undefined; body: undefined; reply: { type: 'qrCode' | 'alreadyLogged' | 'error'; message: string } }
  callsGetStateInstance: { query: undefined; body: undefined; reply: { callsStateInstance: 'notAuthorized' | 'authorized' | 'blocked' } }
  callsLogout: { query: undefined; body: undefined; reply: { isLogout: boolean } }
  callsState: { query: undefined; body: undefined; reply: { state: 'idle' | 'inc-call' | 'out-call' | 'on-call' } }
  callsGetIceServers: { query: undefined; body: undefined; reply: readonly ({ urls: string })[] }
  callsDial: { query: undefined; body: { chatId: PersonId }; reply: { callId: string } }
  callsAccept: { query: undefined; body: undefined; reply: { callId: string } }
  callsReject: { query: undefined; body: undefined; reply: { callId: string } }
  callsHangUp: { query: undefined; body: undefined; reply: { callId: string } }
  callsRtc: { query: undefined; body: undefined; reply: unknown }
}

/** Family, verb, host, body and whether it is watched; the least role of the families of ours. */
export const METHODS: Readonly<Record<keyof Methods, readonly [facts: string, role?: string]>> = {
  createInstance: ['partner POST api json'],
  deleteInstanceAccount: ['partner POST api json'],
  getInstances: ['partner GET api none'],
  getStatement: ['partner GET api none'],
  getBalance: ['partner GET api none'],
  getInstance: ['partner GET api none'],
  issueInstanceLinkPage: ['partner POST api json'],
  updateInstance: ['partner POST api json'],
  createInstances: ['partner POST api json'],
  deleteInstances: ['partner POST api json'],
  quotePlan: ['partner POST api json'],
  payPlan: ['partner POST api json'],
  getPartnerEndpoints: ['partner GET api none'],
  addPartnerEndpoint: ['partner POST api json'],
  changePartnerEndpoint: ['partner POST api json'],
  removePartnerEndpoint: ['partner POST api json'],
  rotatePartnerEndpointSecret: ['partner POST api json'],
  testPartnerEndpoint: ['partner POST api json'],
  changePartnerApiToken: ['partner POST api json'],
  changeInstanceApiToken: ['partner POST api json'],
  getSettings: ['instance GET api none'],
  getQuota: ['instance GET api none'],
  setSettings: ['instance POST api json'],
  getStateInstance: ['instance GET api none'],
  getStateInstanceHistory: ['instance GET api none'],
  getStatusInstance: ['instance GET api none'],
  reboot: ['instance GET api none'],
  logout: ['instance GET api none'],
  qr: ['instance GET api none'],
  scanqrcode: ['instance GET api none watched'],
  getAuthorizationCode: ['instance POST api json'],
  issueLinkPage: ['instance POST api json'],
  linkState: ['link GET api none'],
  linkCode: ['link POST api json'],
  setProfilePicture: ['instance POST api multipart'],
  getWaSettings: ['instance GET api none'],
  getAccountSettings: ['instance GET api none'],
  updateApiToken: ['instance GET api none'],
  setSystemProxy: ['instance GET api none'],
  sendMessage: ['instance POST api json'],
  sendFileByUrl: ['instance POST api json'],
  sendFileByUpload: ['instance POST media multipart'],
  uploadFile: ['instance POST media raw'],
  sendLink: ['instance POST api json'],
  sendLocation: ['instance POST api json'],
  sendContact: ['instance POST api json'],
  sendPoll: ['instance POST api json'],
  sendInteractiveButtons: ['instance POST api json'],
  sendInteractiveButtonsReply: ['instance POST api json'],
  forwardMessages: ['instance POST api json'],
  editMessage: ['instance POST api json'],
  deleteMessage: ['instance POST api json'],
  getAvatarAsync: ['instance POST api json'],
  getChats: ['instance GET api none'],
  archiveChat: ['instance POST api json'],
  unarchiveChat: ['instance POST api json'],
  sendTyping: ['instance POST api json'],
  sendButtons: ['instance POST api json'],
  sendTemplateButtons: ['instance POST api json'],
  sendListMessage: ['instance POST api json'],
  receiveNotification: ['instance GET api none'],
  deleteNotification: ['instance DELETE api none'],
  downloadFile: ['instance POST api json'],
  getChatHistory: ['instance POST api json'],
  getMessage: ['instance POST api json'],
  getMessageTimeline: ['instance GET api none'],
  lastIncomingMessages: ['instance GET api none'],
  lastOutgoingMessages: ['instance GET api none'],
  lastIncomingCalls: ['instance GET api none'],
  lastOutgoingCalls: ['instance GET api none'],
  readChat: ['instance POST api json'],
  showMessagesQueue: ['instance GET api none'],
  getMessagesCount: ['instance GET api none'],
  clearMessagesQueue: ['instance GET api none'],
  removeQueuedMessage: ['instance POST api json'],
  prioritizeQueuedMessage: ['instance POST api json'],
  pauseQueue: ['instance POST api none'],
  resumeQueue: ['instance POST api none'],
  showParkedMessages: ['instance GET api none'],
  retryParkedMessage: ['instance POST api json'],
  getWebhooksCount: ['instance GET api none'],
  clearWebhooksQueue: ['instance DELETE api none'],
  getDeliveries: ['instance GET api none'],
  replayNotifications: ['instance POST api json'],
  getWebhookSecret: ['instance GET api none'],
  addWebhookEndpoint: ['instance POST api json'],
  getWebhookEndpoints: ['instance GET api none'],
  changeWebhookEndpoint: ['instance POST api json'],
  removeWebhookEndpoint: ['instance POST api json'],
  rotateWebhookSecret: ['instance POST api json'],
  testWebhookEndpoint: ['instance POST api json'],
  getWebhookEndpointLog: ['instance GET api none'],
  sendTextStatus: ['instance POST api json'],
  sendVoiceStatus: ['instance POST api json'],
  sendMediaStatus: ['instance POST api json'],
  deleteStatus: ['instance POST api json'],
  getStatusStatistic: ['instance GET api none'],
  getIncomingStatuses: ['instance GET api none'],
  getOutgoingStatuses: ['instance GET api none'],
  register: ['console POST api json', 'anyone'],
  confirmEmail: ['console POST api json', 'anyone'],
  signIn: ['console POST api json', 'anyone'],
  useSignInLink: ['console POST api json', 'anyone'],
  requestPasswordReset: ['console POST api json', 'anyone'],
  setNewPassword: ['console POST api json', 'anyone'],
  readInvitation: ['console POST api json', 'anyone'],
  acceptInvitation: ['console POST api json', 'anyone'],
  getSession: ['console GET api none', 'person'],
  signOut: ['console POST api none', 'person'],
  switchAccount: ['console POST api json', 'person'],
  getSessions: ['console GET api none', 'person'],
  endSession: ['console POST api json', 'person'],
  changePassword: ['console POST api json', 'person'],
  setProfile: ['console POST api json', 'person'],
  offerCodes: ['console POST api none', 'person'],
  confirmCodes: ['console POST api json', 'person'],
  stopCodes: ['console POST api json', 'person'],
  getAccount: ['console GET api none', 'member'],
  getMessageVolume: ['console GET api none watched', 'member'],
  renameAccount: ['console POST api json', 'owner'],
  requestPartnership: ['console POST api json', 'owner'],
  getMembers: ['console GET api none', 'member'],
  inviteMember: ['console POST api json', 'owner'],
  withdrawInvitation: ['console POST api json', 'owner'],
  removeMember: ['console POST api json', 'owner'],
  transferOwnership: ['console POST api json', 'owner'],
  getAuditLog: ['console GET api none', 'owner'],
  getPartnerTokens: ['console GET api none', 'owner'],
  issuePartnerToken: ['console POST api json', 'owner'],
  revealPartnerToken: ['console POST api json', 'owner'],
  rotatePartnerToken: ['console POST api json', 'owner'],
  changePartnerToken: ['console POST api json', 'owner'],
  revokePartnerToken: ['console POST api json', 'owner'],
  getInstanceList: ['console GET api none', 'member'],
  findInstanceIds: ['console GET api none', 'member'],
  tagInstances: ['console POST api json', 'member'],
  getTags: ['console GET api none', 'member'],
  getViews: ['console GET api none', 'member'],
  saveView: ['console POST api json', 'member'],
  removeView: ['console POST api json', 'member'],
  findMessagesHere: ['console GET api none watched', 'member'],
  getPlans: ['console GET api none', 'member'],
  quotePlanHere: ['console POST api json', 'member'],
  payPlanHere: ['console POST api json', 'owner'],
  getQuotas: ['console GET api none', 'member'],
  getBrand: ['console GET api none', 'member'],
  changeBrand: ['console POST api json', 'owner'],
  askQuota: ['console POST api json', 'member'],
  createInstanceHere: ['console POST api json', 'member'],
  createInstancesHere: ['console POST api json', 'member'],
  previewInstancesHere: ['console POST api json', 'member'],
  deleteInstanceHere: ['console POST api json', 'owner'],
  deleteInstancesHere: ['console POST api json', 'owner'],
  getBilling: ['console GET api none', 'member'],
  getLedger: ['console GET api none', 'member'],
  getCharges: ['console GET api none', 'member'],
  getInstanceDays: ['console GET api none', 'member'],
  getInvoices: ['console GET api none', 'member'],
  makeInvoiceFile: ['console POST api json', 'member'],
  getPrices: ['console GET api none', 'member'],
  getAccountStatement: ['console GET api none', 'member'],
  getEndpoints: ['console GET api none', 'member'],
  addEndpoint: ['console POST api json', 'owner'],
  changeEndpoint: ['console POST api json', 'owner'],
  removeEndpoint: ['console POST api json', 'owner'],
  rotateEndpointSecret: ['console POST api json', 'owner'],
  testEndpoint: ['console POST api json', 'member'],
  getEndpointLog: ['console GET api none', 'member'],
  resendEvents: ['console POST api json', 'member'],
  getSupportChat: ['console GET api none', 'member'],
  sendSupportMessage: ['console POST api json', 'member'],
  sendSupportFile: ['console POST api multipart', 'member'],
  readSupportChat: ['console POST api json', 'member'],
  watchSupportChat: ['console GET api none watched', 'member'],
  watchAccount: ['console GET api none watched', 'member'],
  watchInstance: ['console GET api none watched', 'member'],
  askSandbox: ['console POST api json', 'member'],
  watchSandbox: ['console GET api none watched', 'member'],
  findAccounts: ['operator GET api none', 'operator'],
  getAccountOf: ['operator GET api none', 'operator'],
  addAccount: ['operator POST api json', 'operator'],
  enrolAccount: ['operator POST api json', 'operator'],
  declinePartnership: ['operator POST api json', 'operator'],
  setAccountStatus: ['operator POST api json', 'operator'],
  setAccountLimits: ['operator POST api json', 'operator'],
  raiseQuota: ['operator POST api json', 'operator'],
  enterPayment: ['operator POST api json', 'operator'],
  enterCredit: ['operator POST api json', 'operator'],
  getMoneyEntries: ['operator GET api none', 'operator'],
  decideMoneyEntry: ['operator POST api json', 'operator'],
  visitAccount: ['operator POST api json', 'operator'],
  importInstances: ['operator POST api json', 'operator'],
  inviteOperator: ['operator POST api json', 'operator'],
  resetCodes: ['operator POST api json', 'operator'],
  getInstallationAudit: ['operator GET api none', 'operator'],
  getSupportInbox: ['operator GET api none', 'operator'],
  getSupportChatOf: ['operator GET api none', 'operator'],
  answerSupport: ['operator POST api json', 'operator'],
  answerSupportWithFile: ['operator POST api multipart', 'operator'],
  readSupportChatOf: ['operator POST api json', 'operator'],
  watchSupportChatOf: ['operator GET api none watched', 'operator'],
  getSupportBridge: ['operator GET api none watched', 'operator'],
  setSupportBridge: ['operator POST api json', 'operator'],
  removeSupportBridge: ['operator POST api none', 'operator'],
  getBillingOf: ['operator GET api none', 'operator'],
  getInvoicesOf: ['operator GET api none', 'operator'],
  getTermsOf: ['operator GET api none', 'operator'],
  setTermsOf: ['operator POST api json', 'operator'],
  assignPrices: ['operator POST api json', 'operator'],
  getFleet: ['operator GET api none watched', 'operator'],
  getNight: ['operator GET api none watched', 'operator'],
  verifyLedgerOf: ['operator GET api none', 'operator'],
  getPriceLists: ['operator GET api none', 'operator'],
  publishPriceVersion: ['operator POST api json', 'operator'],
  getUpkeep: ['operator GET api none', 'operator'],
  setRetention: ['operator POST api json', 'operator'],
  askJob: ['operator POST api json', 'operator'],
  watchInstallation: ['operator GET api none watched', 'operator'],
  createGroup: ['instance POST api json'],
  updateGroupName: ['instance POST api json'],
  getGroupData: ['instance POST api json'],
  addGroupParticipant: ['instance POST api json'],
  removeGroupParticipant: ['instance POST api json'],
  setGroupAdmin: ['instance POST api json'],
  removeAdmin: ['instance POST api json'],
  leaveGroup: ['instance POST api json'],
  updateGroupSettings: ['instance POST api json'],
  setGroupPicture: ['instance POST api multipart'],
  checkWhatsapp: ['instance POST api json'],
  getAvatar: ['instance POST api json'],
  getContactInfo: ['instance POST api json'],
  getDeviceInfo: ['instance GET api none'],
  setDisappearingChat: ['instance POST api json'],
  getContacts: ['instance GET api none'],
  addContact: ['instance POST api json'],
  editContact: ['instance POST api json'],
  deleteContact: ['instance POST api json'],
  callsQr: ['instance GET api none'],
  callsGetStateInstance: ['instance GET api none'],
  callsLogout: ['instance POST api none'],
  callsState: ['instance GET api none'],
  callsGetIceServers: ['instance GET api none'],
  callsDial: ['instance POST api json'],
  callsAccept: ['instance POST api none'],
  callsReject: ['instance POST api none'],
  callsHangUp: ['instance POST api none'],
  callsRtc: ['instance GET api none'],
}

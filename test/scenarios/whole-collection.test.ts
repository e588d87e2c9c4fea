import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Phone } from '../../sandbox/src/api.ts'
import { findDemoAccount } from '../../src/app/admin.ts'
import { addOperator, cliDeed, demoSignIn, signInLink } from '../../src/app/operators.ts'
import { CollectionRun, type Answer, type StepOptions } from '../collection-run.ts'
import { createInstance, link, LOUD, untilState, type TestInstance } from '../client.ts'
import { startMailServer, tokenIn, type MailServer } from '../mail-server.ts'
import { liveThroughMonth, publishStandard } from '../money.ts'
import { startNetwork, type TestNetwork } from '../network.ts'

const COLLECTION = new URL('../../docs/reference/postman/collection.json', import.meta.url)
/** Values that the examples show, beside those that name what a step has just made. */
const TOKEN = 'a'.repeat(64)
const FRIEND = '15550104477'
const OTHER = '15550104488'

let network: TestNetwork
let mail: MailServer
let folder: string
let run: CollectionRun
let friend: Phone
let owner: Phone
let instance: TestInstance

const play = (name: string, options?: StepOptions) => run.play(name, options)
const field = (answer: Answer, name: string) => (answer.body as Record<string, string | number>)[name] ?? ''
/** What an answer names stands for the example's value from now on. */
async function making(name: string, reply: string, example: string, options?: StepOptions): Promise<string | number> {
  const made = field(await play(name, options), reply)
  run.values.set(example, made)
  return made
}
const session = ({ cookie }: Answer) => /rookery=([0-9a-f]{64})/.exec(cookie)?.[1] ?? ''

beforeAll(async () => {
  mail = await startMailServer()
  network = await startNetwork({
    env: { ROOKERY_UNLIMITED: 'true', ROOKERY_SMTP_URL: mail.url, ROOKERY_APPROVALS: 'on' },
    control: true,
  })
  await publishStandard(network, {
    PARTNER_23: { day: 40_500_000 },
    BUSINESS_EUR: { month: 1200 },
    BUSINESS: { month: 1200 },
  })
  folder = await mkdtemp(join(tmpdir(), 'rookery-collection-'))
  friend = network.sandbox.createPhone({ number: FRIEND, name: 'Friend' })
  network.sandbox.createPhone({ number: OTHER, name: 'Other' })
  owner = network.sandbox.createPhone({ number: '15550104400', name: 'Owner' })
  instance = await createInstance(network, { ...LOUD, delaySendMessagesMilliseconds: 500 })
  await link(network, instance, owner.number)
  const jpeg = join(folder, 'picture.jpg')
  await writeFile(jpeg, await picture())
  run = new CollectionRun(JSON.parse(await readFile(COLLECTION, 'utf8')) as object, {
    apiUrl: network.apiUrl,
    mediaUrl: network.gateway.addresses.mediaUrl,
    partnerToken: network.partnerToken,
    idInstance: String(instance.idInstance),
    apiTokenInstance: instance.apiTokenInstance,
  })
  run.values.set('"src":""', `"src":"${jpeg}"`)
})
afterAll(async () => {
  await network[Symbol.asyncDispose]()
  await mail.stop()
  await rm(folder, { recursive: true, force: true })
})

const picture = () =>
  sharp({ create: { width: 700, height: 700, channels: 3, background: '#2255aa' } })
    .jpeg()
    .toBuffer()
const each = async (names: readonly string[], options?: StepOptions) => {
  for (const name of names) await play(name, options)
}
const ID = '3EB0A1C4D77F00124E19'
/** Plain HTTP is told to come as a websocket. */
const SOCKET = { status: 426 }
const INCOMING = 'A49D3C00F1E277B05586D1ACE40B2FAF'

async function messages(): Promise<void> {
  const { id: text } = await friend.send(owner.number, { text: 'Is it ready?' })
  const { id: file } = await friend.send(owner.number, {
    media: { kind: 'image', data: await picture(), mimeType: 'image/jpeg' },
  })
  const { body: first } = await play('receiveNotification')
  const { receiptId } = first as { receiptId: number }
  await play('deleteNotification', { with: { '"17"': `"${receiptId}"` } })
  await instance.until(({ idMessage }) => idMessage === file)
  await play('downloadFile', { with: { [INCOMING]: file } })
  await play('getMessage', { with: { [INCOMING]: text } })
  await play('readChat')
  const sent = String(await making('sendMessage', 'idMessage', ID))
  await friend.waitFor(({ id }) => id === sent)
  await each(['editMessage', 'sendTyping', 'sendLink', 'sendLocation', 'sendContact', 'sendPoll'])
  await play('forwardMessages', { with: { [OTHER]: FRIEND } })
  await each(['sendFileByUrl', 'sendFileByUpload', 'uploadFile', 'sendInteractiveButtons'])
  await play('sendInteractiveButtonsReply')
  // the messenger shows these no longer
  await each(['sendButtons', 'sendTemplateButtons', 'sendListMessage'], { status: 403 })
  await play('getMessageTimeline', { with: { [`${ID}77`]: sent } })
  await each(['getChatHistory', 'lastIncomingMessages', 'lastOutgoingMessages', 'lastIncomingCalls'])
  await each(['lastOutgoingCalls', 'deleteMessage', 'pauseQueue'])
  const waiting = field(await play('sendMessage'), 'idMessage')
  await each(['showMessagesQueue', 'getMessagesCount'])
  await play('prioritizeQueuedMessage', { with: { '3EB0A1B2C3D4E5F6071822': waiting } })
  await play('removeQueuedMessage', { with: { '3EB0A1B2C3D4E5F6071822': waiting } })
  await each(['clearMessagesQueue', 'resumeQueue', 'showParkedMessages', 'retryParkedMessage'])
}

async function people(): Promise<void> {
  await each(['checkWhatsapp', 'getAvatar', 'getAvatarAsync', 'addContact', 'editContact', 'getContactInfo'])
  await each(['getContacts', 'deleteContact', 'getChats', 'archiveChat', 'unarchiveChat', 'setDisappearingChat'])
  await making('sendTextStatus', 'idMessage', ID)
  await each(['getStatusStatistic', 'getOutgoingStatuses', 'getIncomingStatuses', 'deleteStatus'])
  await each(['sendVoiceStatus', 'sendMediaStatus'])
  await making('createGroup', 'chatId', '120363011112222333@g.us')
  await each(['updateGroupName', 'getGroupData'])
  const about = { with: { [FRIEND]: OTHER } }
  await each(['addGroupParticipant', 'setGroupAdmin', 'removeAdmin', 'removeGroupParticipant'], about)
  await each(['updateGroupSettings', 'setGroupPicture', 'leaveGroup'])
  const calls = [
    'Qr',
    'GetStateInstance',
    'Logout',
    'State',
    'GetIceServers',
    'Dial',
    'Accept',
    'Reject',
    'HangUp',
    'Rtc',
  ]
  await each(
    calls.map((name) => `calls${name}`),
    { status: 404 },
  )
}

async function deliveries(): Promise<void> {
  const event = '01KAYW5A8Q4ZJ3M2N7C9V6B1XT'
  const [delivered] = (await play('getDeliveries')).body as { eventId: string }[]
  await play('replayNotifications', { with: { [event]: delivered?.eventId ?? '' } })
  await play('getWebhookSecret')
  await making('addWebhookEndpoint', 'endpointId', event)
  await each(['getWebhookEndpoints', 'changeWebhookEndpoint', 'testWebhookEndpoint', 'rotateWebhookSecret'])
  await each(['getWebhookEndpointLog', 'removeWebhookEndpoint', 'getWebhooksCount', 'clearWebhooksQueue'])
}

/** Asked last: from here on the account rests, and then it is linked no more. */
const ENDING = ['qr', 'scanqrcode', 'setSettings', 'reboot']
const UNLINKED = ['getAuthorizationCode', 'issueLinkPage', 'updateApiToken', 'logout']

async function account(): Promise<void> {
  await each(['getSettings', 'getQuota', 'getStateInstance', 'getStateInstanceHistory', 'getStatusInstance'])
  await each(['getWaSettings', 'getAccountSettings', 'getDeviceInfo', 'setSystemProxy', 'setProfilePicture'])
  const last = new Set([...ENDING, ...UNLINKED])
  await each(run.left('/waInstance').filter((name) => !last.has(name)))
  await each(ENDING)
  await untilState(instance, 'authorized')
  await play('logout')
  await untilState(instance, 'notAuthorized')
  await play('getAuthorizationCode')
  const { url } = (await play('issueLinkPage')).body as { url: string }
  run.variables['linkToken'] = url.split('/').at(-1) ?? ''
  await each(['linkState', 'linkCode'])
  await play('updateApiToken')
}

async function partner(): Promise<void> {
  const id = '1101000007'
  await making('createInstance', 'idInstance', id)
  const pair = (await play('createInstances')).body as { instances: { idInstance: number }[] }
  await each(['getInstances', 'getStatement', 'getBalance', 'getInstance', 'updateInstance', 'issueInstanceLinkPage'])
  await making('addPartnerEndpoint', 'id', '01KAYW5A8X')
  await each(['getPartnerEndpoints', 'changePartnerEndpoint', 'testPartnerEndpoint', 'rotatePartnerEndpointSecret'])
  await each(['removePartnerEndpoint', 'changeInstanceApiToken', 'deleteInstanceAccount'])
  const [first, second] = pair.instances.map(({ idInstance }) => idInstance)
  await play('deleteInstances', { with: { [id]: first ?? 0, 1101000008: second ?? 0 } })
  await play('changePartnerApiToken')
}

const letter = async (address: string, seen = 0) => tokenIn(await mail.letterTo(address, seen))

async function arrivals(): Promise<void> {
  await play('register')
  const office = 'office@example.org'
  const confirmed = await play('confirmEmail', { with: { [TOKEN]: await letter(office) } })
  run.variables['first'] = session(confirmed)
  await play('requestPasswordReset', { with: { 'ada@example.org': office } })
  await play('setNewPassword', { with: { [TOKEN]: await letter(office, 1) } })
  run.values.set('ada@example.org', office)
  run.variables['bearer'] = session(await play('signIn'))
  const { ports } = network.gateway
  const signIn = async (token: string) => session(await play('useSignInLink', { with: { [TOKEN]: token } }))
  // the first operator is a member of the instance's account as well
  run.variables['operator'] = await signIn(await demoSignIn(ports, (await findDemoAccount(ports)) ?? ''))
  const email = 'second@example.org'
  await addOperator(ports, { email, name: 'Second', deed: cliDeed(ports) })
  run.variables['second'] = await signIn(await signInLink(ports, { email, by: 'test' }))
}

async function console(): Promise<void> {
  const { body } = await play('getSession')
  const own = (body as { account: { id: string } }).account.id
  run.values.set('01KAYW5A8R', own)
  await each(['switchAccount', 'setProfile', 'getAccount', 'getMessageVolume', 'renameAccount', 'getBrand'])
  await each(['changeBrand', 'watchAccount', 'getAuditLog', 'getSupportChat', 'sendSupportMessage'])
  await each(['sendSupportFile', 'readSupportChat', 'askSandbox', 'watchSandbox', 'askQuota', 'getQuotas'])
  await play('watchSupportChat', SOCKET)
  await making('createInstanceHere', 'idInstance', '1101000007')
  await each(['getInstanceList', 'findMessagesHere', 'watchInstance', 'getPlans', 'getPrices'])
  await making('enterPayment', 'id', '01KAYW5A8Z', { bearer: 'operator', with: { 20000: 90_000 } })
  await each(['getMoneyEntries', 'decideMoneyEntry'], { bearer: 'second' })
  const quote = await play('quotePlanHere')
  const shown = { renew: 'change', 12000: field(quote, 'due'), 1769000000: field(quote, 'expiresAt') }
  await play('payPlanHere', { with: shown })
  await liveThroughMonth(network, own)
  await each(['getBilling', 'getLedger', 'getCharges', 'getInstanceDays', 'getAccountStatement'])
  const [invoice] = (await play('getInvoices')).body as { number: string }[]
  run.values.set('INV-2026-000001', invoice?.number ?? '')
  await play('makeInvoiceFile')
  await play('enterCredit', { bearer: 'operator' })
  await making('addEndpoint', 'id', '01KAYW5A8X')
  await each(['getEndpoints', 'changeEndpoint', 'rotateEndpointSecret', 'testEndpoint', 'getEndpointLog'])
  await each(['resendEvents', 'removeEndpoint'])
}

async function membersAndTokens(): Promise<void> {
  await play('requestPartnership')
  await play('declinePartnership', { bearer: 'operator' })
  await making('enrolAccount', 'token', '01KAYW5A8W', { bearer: 'operator' })
  run.variables['partnerToken'] = String(field(await play('revealPartnerToken'), 'partnerToken'))
  const renewing = { change: 'renew' }
  const quote = await play('quotePlan', { with: renewing })
  const shown = { 10500: field(quote, 'due'), 1769000000: field(quote, 'expiresAt') }
  await play('payPlan', { with: { ...renewing, ...shown } })
  await making('issuePartnerToken', 'id', '01KAYW5A8W')
  await each(['getPartnerTokens', 'changePartnerToken', 'rotatePartnerToken', 'revokePartnerToken'])
  await each(['deleteInstanceHere', 'deleteInstancesHere'])
  await play('inviteMember')
  await play('withdrawInvitation')
  await play('inviteMember')
  const invitation = { with: { [TOKEN]: await letter('grace@example.org', 1) } }
  await play('readInvitation', invitation)
  run.variables['grace'] = session(await play('acceptInvitation', invitation))
  const { members } = (await play('getMembers')).body as { members: { person: string; role: string }[] }
  const personOf = (wanted: string) => members.find(({ role }) => role === wanted)?.person ?? ''
  await play('transferOwnership', { with: { '01KAYW5A8T': personOf('member') } })
  await play('removeMember', { with: { '01KAYW5A8T': personOf('owner') }, bearer: 'grace' })
  const secret = field(await play('offerCodes'), 'secret')
  const code = (shift: number) =>
    new TOTP({ secret: Secret.fromBase32(String(secret)) }).generate({ timestamp: Date.now() + shift * 30_000 })
  await play('confirmCodes', { with: { 123456: code(-1) } })
  await play('stopCodes', { with: { 123456: code(0) } })
  await play('signIn')
  const sessions = (await play('getSessions')).body as { id: string; current: boolean }[]
  await play('endSession', { with: { '01KAYW5A8S': sessions.find(({ current }) => !current)?.id ?? '' } })
  await each(['changePassword', 'signOut'])
}

async function operators(): Promise<void> {
  const options = { bearer: 'operator' }
  await each(['findAccounts', 'getAccountOf', 'setAccountLimits', 'raiseQuota', 'importInstances'], options)
  await each(['visitAccount', 'getInstallationAudit', 'watchInstallation', 'getBillingOf', 'getNight'], options)
  await each(['verifyLedgerOf', 'getPriceLists', 'getSupportInbox', 'getSupportChatOf', 'answerSupport'], options)
  await each(['answerSupportWithFile', 'readSupportChatOf', 'getFleet', 'resetCodes'], options)
  await play('watchSupportChatOf', { ...SOCKET, ...options })
  await each(['getInvoicesOf', 'setTermsOf', 'getTermsOf'], options)
  const later = { '2026-03-01': '2099-03-01' }
  await play('publishPriceVersion', { with: later, ...options })
  await play('assignPrices', { with: { ...later, wholesale: 'standard' }, ...options })
  await play('setSupportBridge', { with: { 1101000007: instance.idInstance }, ...options })
  await each(['getSupportBridge', 'removeSupportBridge'], options)
  await play('addAccount', { with: { 'ada@example.org': 'new@example.org' }, ...options })
  await play('inviteOperator', { with: { 'grace@example.org': 'third@example.org' }, ...options })
}

/** Whatever nobody put into an order: it needs nothing but the values of its example. */
async function others(): Promise<void> {
  await each(run.left('/console/'), { bearer: 'grace' })
  await each(run.left('/partner/'))
  await each(
    run.left('/operator/').filter((name) => name !== 'setAccountStatus'),
    { bearer: 'operator' },
  )
  await play('setAccountStatus', { bearer: 'operator' })
}

test(
  'every request of our generated collection is answered as it says: 200, or the refusal of what is not offered',
  { timeout: 400_000 },
  async () => {
    for (const part of [
      messages,
      people,
      deliveries,
      account,
      partner,
      arrivals,
      console,
      membersAndTokens,
      operators,
      others,
    ])
      await part()
    expect(run.surprises).toEqual([])
    expect(run.left()).toEqual([])
    expect(network.violations).toEqual([])
  },
)

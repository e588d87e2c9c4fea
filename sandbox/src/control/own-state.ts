import type { AppStateFault } from '../api.ts'
import { act, PHONE, phoneOf, type Operation } from './operation.ts'
import * as schemas from './schemas.ts'

/** What a person keeps besides messages; the account's linked devices are told. */
export const ownState: readonly Operation[] = [
  {
    method: 'GET',
    path: '/phones/:number/chats',
    summary: 'What the phone keeps of its chats beside messages.',
    answers: [{ chat: '79001230002', timer: 86_400, archived: false }],
    run: (call) => phoneOf(call).chats(),
  },
  {
    method: 'POST',
    path: '/phones/:number/contacts',
    summary: 'Saves somebody in the phone book, or takes them out.',
    body: schemas.SavedContact,
    answers: PHONE,
    run: (call) => {
      const { number, name } = call.body as schemas.BodyOf<typeof schemas.SavedContact>
      return act(call, (phone) => phone.saveContact(number, name))
    },
  },
  {
    method: 'POST',
    path: '/phones/:number/phone-book',
    summary: 'Saves many at once; more than a hundred reach linked devices as a file.',
    body: schemas.SavedContacts,
    answers: PHONE,
    run: (call) => act(call, (phone) => phone.saveContacts((call.body as { names: Record<string, string> }).names)),
  },
  {
    method: 'POST',
    path: '/phones/:number/app-state',
    summary: 'Tells linked devices damaged app state (phone book, archive) from now on, or no longer.',
    body: schemas.AppStateFault,
    answers: PHONE,
    run: (call) => act(call, (phone) => phone.spoilAppState((call.body as { how: AppStateFault | null }).how)),
  },
  {
    method: 'POST',
    path: '/phones/:number/block',
    summary: 'Blocks somebody, whose messages no longer arrive, or no longer does.',
    body: schemas.Block,
    answers: PHONE,
    run: (call) => {
      const { number, on } = call.body as schemas.BodyOf<typeof schemas.Block>
      return act(call, (phone) => phone.block(number, on))
    },
  },
  {
    method: 'POST',
    path: '/phones/:number/archive',
    summary: 'Archives a chat, or takes it out of the archive.',
    body: schemas.Archive,
    answers: PHONE,
    run: (call) => {
      const { chat, on } = call.body as schemas.BodyOf<typeof schemas.Archive>
      return act(call, (phone) => phone.archive(chat, on))
    },
  },
  {
    method: 'POST',
    path: '/phones/:number/forget',
    summary: 'Deletes a message on the devices of this account alone.',
    body: schemas.Forget,
    answers: PHONE,
    run: (call) => {
      const { chat, id } = call.body as schemas.BodyOf<typeof schemas.Forget>
      return act(call, (phone) => phone.forget(chat, id))
    },
  },
]

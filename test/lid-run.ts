import { expect } from 'vitest'
import type { Naming, Phone } from '../sandbox/src/api.ts'
import type { TestInstance } from './client.ts'
import type { TestNetwork } from './network.ts'
import { pick, type Random } from './random.ts'

/** A message of the run, wherever it was written. */
interface Said {
  id: string
  /** Number of the person, or id of the group. */
  chat: string
  /** The chatId under which the instance was told of it, or was asked to send it. */
  alias: string
  /** Who wrote it; undefined: the account. */
  by: Phone | undefined
  text: string
  byApi: boolean
  edited?: true
  deleted?: true
}

export interface Cast {
  network: TestNetwork
  instance: TestInstance
  owner: Phone
  people: readonly Phone[]
  group: { id: string; members: readonly Phone[] }
}

const NAMINGS: readonly Naming[] = ['both', 'number', 'lid']
const WAIT_MS = 30_000

/**
 * An instance that talks with several people while the network changes how it names them. Whatever is asked under a
 * chatId that the instance has used before must reach the person it reached then; the model knows who that is.
 */
export class LidRun {
  readonly #cast: Cast
  readonly #random: Random
  readonly #said: Said[] = []
  /** Entries beside messages, by chat: ids of edits and reactions, and how many removals have an id nobody told. */
  readonly #others = new Map<string, { ids: string[]; unnamed: number }>()
  readonly #told: Record<string, unknown>[] = []
  readonly log: string[] = []

  constructor(cast: Cast, random: Random) {
    this.#cast = cast
    this.#random = random
  }

  /** What may happen, by name; each is a whole step whose effect has been seen when it resolves. */
  readonly steps: Readonly<Record<string, () => Promise<void>>> = {
    send: async () => void (await this.#send(this.#anyChat())),
    quote: async () => {
      const said = pick(this.#random, await this.#some((one) => !one.deleted))
      await this.#send(said.chat, said.alias, { quotedMessageId: said.id })
    },
    edit: async () => {
      const said = pick(this.#random, await this.#some((one) => one.byApi && !one.deleted))
      const message = `${said.text} (edited)`
      const body = { chatId: said.alias, idMessage: said.id, message }
      const { idMessage } = (await this.#cast.instance.call('editMessage', body)) as { idMessage: string }
      this.#beside(said.chat).ids.push(idMessage)
      Object.assign(said, { text: message, edited: true })
      for (const phone of this.#readers(said.chat)) await this.#shows(phone, said.id, ({ text }) => text === message)
    },
    remove: async () => {
      const said = pick(this.#random, await this.#some((one) => one.byApi && !one.deleted))
      await this.#cast.instance.call('deleteMessage', { chatId: said.alias, idMessage: said.id })
      this.#beside(said.chat).unnamed += 1
      said.deleted = true
      for (const phone of this.#readers(said.chat)) await this.#shows(phone, said.id, ({ deleted }) => deleted === true)
    },
    forward: async () => {
      const said = pick(this.#random, await this.#some((one) => !one.deleted && !one.edited))
      const chat = this.#anyChat()
      const chatId = this.#aliasOf(chat)
      const body = { chatId, chatIdFrom: said.alias, messages: [said.id] }
      const { messages } = (await this.#cast.instance.call('forwardMessages', body)) as { messages: string[] }
      const id = messages[0] ?? ''
      // not edited: a forwarded message is nobody's own text
      this.#said.push({ id, chat, alias: chatId, by: undefined, text: said.text, byApi: false })
      for (const phone of this.#readers(chat)) await this.#shows(phone, id, ({ text }) => text === said.text)
    },
    receive: async () => void (await this.#receive(this.#anyChat())),
    writtenOnPhone: async () => {
      const chat = this.#anyChat()
      const text = this.#text()
      const { id } = await this.#cast.owner.send(chat, { text })
      const body = await this.#hear(id, 'outgoingMessageReceived')
      this.#said.push({ id, chat, alias: this.#checkedChatId(body, chat), by: undefined, text, byApi: false })
      for (const phone of this.#readers(chat)) await this.#shows(phone, id, (one) => one.text === text)
    },
    react: async () => {
      const said = pick(this.#random, await this.#some((one) => !one.deleted))
      const by = pick(this.#random, this.#readers(said.chat))
      const { id } = await by.send(this.#seenBy(said.chat), { react: { id: said.id, emoji: '👍' } })
      this.#beside(said.chat).ids.push(id)
      const body = await this.#hear(id, 'incomingMessageReceived')
      this.#checkedChatId(body, said.chat)
      expect(this.#namesOf(by)).toContain((body['senderData'] as { sender: string }).sender)
    },
    editedByThem: async () => {
      const said = pick(this.#random, await this.#some((one) => one.by !== undefined && !one.deleted))
      const text = `${said.text} (theirs)`
      const { id } = await (said.by as Phone).send(this.#seenBy(said.chat), { edit: { id: said.id, text } })
      this.#beside(said.chat).ids.push(id)
      Object.assign(said, { text, edited: true })
      this.#checkedChatId(await this.#hear(id, 'incomingMessageReceived'), said.chat)
    },
    read: async () => {
      const said = pick(this.#random, await this.#some((one) => one.by !== undefined && !one.deleted))
      const body = { chatId: said.alias, idMessage: said.id }
      expect(await this.#cast.instance.call('readChat', body)).toEqual({ setRead: true })
      await this.#shows(said.by as Phone, said.id, ({ status }) => status === 'read')
    },
    history: async () => {
      const said = pick(this.#random, await this.#some(() => true))
      const entries = await this.#history(said.alias)
      const ids = entries.map(({ idMessage }) => idMessage)
      expect(ids).toContain(said.id)
      expect(new Set(ids).size).toBe(ids.length)
      const foreign = new Set(this.#said.filter(({ chat }) => chat !== said.chat).map(({ id }) => id))
      expect(ids.filter((id) => foreign.has(id))).toEqual([])
    },
    check: async () => {
      const person = pick(this.#random, this.#cast.people)
      const answer = await this.#cast.instance.call('checkWhatsapp', { chatId: `${person.number}@c.us` })
      expect(answer).toEqual({ existsWhatsapp: true, chatId: `${person.lid}@lid` })
    },
    rename: async () => {
      const person = pick(this.#random, this.#cast.people)
      const naming = pick(this.#random, NAMINGS)
      this.log.push(`  ${person.name} is named by ${naming}`)
      person.nameAs(naming)
      await Promise.resolve()
    },
    reconnect: async () => {
      this.#cast.network.sandbox.faults.killSockets(this.#cast.owner.number)
      await this.#answering()
    },
    restart: async () => {
      await this.#cast.network.restart()
      await this.#answering()
    },
    mapping: async () => {
      this.#cast.owner.tellLids([pick(this.#random, this.#cast.people).number])
      await Promise.resolve()
    },
  }

  /** Everybody's number becomes known, by a message or by the phone; then each person is one, with one history. */
  async end(): Promise<void> {
    const { instance, owner, people, group } = this.#cast
    for (const person of people) {
      const hidden = this.#random() < 0.5
      person.nameAs(hidden ? 'lid' : 'both')
      await this.#receive(person.number, person)
      if (hidden) owner.tellLids([person.number])
    }
    const ids = people.map(({ number }) => `${number}@c.us`).toSorted(compare)
    for (const list of ['getContacts', 'getChats']) {
      const shown = async () =>
        ((await instance.call(list)) as { id: string }[])
          .map(({ id }) => id)
          .filter((id) => !id.endsWith('@g.us'))
          .toSorted(compare)
      await expect.poll(shown, { timeout: WAIT_MS }).toEqual(ids)
    }
    for (const person of people) {
      const entries = await this.#whole(person.number)
      expect(await this.#history(`${person.lid}@lid`)).toEqual(entries)
    }
    await this.#whole(group.id)
    this.#everybodySawTheirs()
    await this.#toldOnce()
  }

  /** The history of a chat is what was said in it, each message once. */
  async #whole(chat: string): Promise<{ idMessage: string }[]> {
    const entries = await this.#history(chat.includes('@') ? chat : `${chat}@c.us`)
    const { ids, unnamed } = this.#beside(chat)
    const expected = [...this.#said.filter((one) => one.chat === chat).map(({ id }) => id), ...ids]
    const found = entries.map(({ idMessage }) => idMessage)
    expect(new Set(found).size).toBe(found.length)
    expect(expected.filter((id) => !found.includes(id))).toEqual([])
    expect(found).toHaveLength(expected.length + unnamed)
    return entries
  }

  #everybodySawTheirs(): void {
    for (const { id, chat, by, text, deleted } of this.#said) {
      const expected = new Set([...this.#readers(chat), ...(by ? [by] : [])])
      for (const phone of this.#cast.people) {
        const [shown, ...more] = phone.messages().filter((one) => one.id === id)
        expect(more).toEqual([])
        expect(shown !== undefined, `${id} on the phone of ${phone.name}`).toBe(expected.has(phone))
        if (shown && !deleted) expect(shown.text).toBe(text)
        if (shown) expect(shown.chat).toBe(this.#seenBy(chat))
      }
    }
  }

  /** What nobody waited for is asked for as well: every message that came was told exactly once. */
  async #toldOnce(): Promise<void> {
    for (let body = await this.#next(1); body; body = await this.#next(1));
    const came = this.#told.filter(({ typeWebhook }) => typeWebhook === 'incomingMessageReceived')
    const ids = came.map(({ idMessage }) => idMessage)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id } of this.#said.filter(({ by }) => by !== undefined)) expect(ids).toContain(id)
    const status = (id: string, word: string) =>
      this.#told.some((body) => body['idMessage'] === id && body['status'] === word)
    for (const { id, byApi } of this.#said) if (byApi) expect(status(id, 'delivered'), `${id} delivered`).toBe(true)
  }

  async #send(chat: string, alias = this.#aliasOf(chat), more: object = {}): Promise<Said> {
    const text = this.#text()
    const body = { chatId: alias, message: text, ...more }
    const { idMessage: id } = (await this.#cast.instance.call('sendMessage', body)) as { idMessage: string }
    const said: Said = { id, chat, alias, by: undefined, text, byApi: true }
    this.#said.push(said)
    for (const phone of this.#readers(chat)) await this.#shows(phone, id, (one) => one.text === text)
    return said
  }

  async #receive(chat: string, from?: Phone): Promise<Said> {
    const by = from ?? pick(this.#random, this.#readers(chat))
    const text = this.#text()
    const { id } = await by.send(this.#seenBy(chat), { text })
    const body = await this.#hear(id, 'incomingMessageReceived')
    const alias = this.#checkedChatId(body, chat)
    expect(this.#namesOf(by)).toContain((body['senderData'] as { sender: string }).sender)
    const said: Said = { id, chat, alias, by, text, byApi: false }
    this.#said.push(said)
    return said
  }

  /** The chatId of a notification, which must be one of the chat's. */
  #checkedChatId(body: Record<string, unknown>, chat: string): string {
    const { chatId } = body['senderData'] as { chatId: string }
    const person = this.#cast.people.find(({ number }) => number === chat)
    expect(person ? this.#namesOf(person) : [chat]).toContain(chatId)
    return chatId
  }

  #namesOf = ({ number, lid }: Phone) => [`${number}@c.us`, `${lid}@lid`]

  /** The session is open (again): the network answers a question. */
  async #answering(): Promise<void> {
    const body = { chatId: `${this.#cast.owner.number}@c.us` }
    const asked = () => this.#cast.instance.call('checkWhatsapp', body).catch(() => undefined)
    await expect.poll(asked, { timeout: WAIT_MS }).toMatchObject({ existsWhatsapp: true })
  }

  /** Messages that fit; one that comes in now when there are none. */
  async #some(fits: (said: Said) => boolean): Promise<Said[]> {
    const found = this.#said.filter(fits)
    if (found.length > 0) return found
    return [await this.#receive(this.#anyChat()), await this.#send(this.#anyChat())].filter(fits)
  }

  #anyChat(): string {
    const { people, group } = this.#cast
    return pick(this.#random, [...people.map(({ number }) => number), group.id])
  }

  #aliasOf(chat: string): string {
    const person = this.#cast.people.find(({ number }) => number === chat)
    return person ? pick(this.#random, this.#namesOf(person)) : chat
  }

  /** Phones beside the account's own that see what is said in a chat. */
  #readers(chat: string): Phone[] {
    const { people, group } = this.#cast
    return chat === group.id ? [...group.members] : people.filter(({ number }) => number === chat)
  }

  /** A chat as the other side's phone names it. */
  #seenBy(chat: string): string {
    return chat === this.#cast.group.id ? chat : this.#cast.owner.number
  }

  #beside(chat: string): { ids: string[]; unnamed: number } {
    const found = this.#others.get(chat) ?? { ids: [], unnamed: 0 }
    this.#others.set(chat, found)
    return found
  }

  #text(): string {
    return `Text ${this.#said.length + 1}`
  }

  async #history(chatId: string): Promise<{ idMessage: string }[]> {
    return (await this.#cast.instance.call('getChatHistory', { chatId, count: 1000 })) as { idMessage: string }[]
  }

  async #shows(phone: Phone, id: string, fits: (message: ReturnType<Phone['messages']>[number]) => boolean) {
    await phone.waitFor((message) => message.id === id && fits(message), WAIT_MS)
  }

  async #next(seconds: number): Promise<Record<string, unknown> | undefined> {
    const body = await this.#cast.instance.nextNotification(seconds)
    if (body) this.#told.push(body)
    return body
  }

  async #hear(id: string, typeWebhook: string): Promise<Record<string, unknown>> {
    const fits = (body: Record<string, unknown>) => body['idMessage'] === id && body['typeWebhook'] === typeWebhook
    const deadline = Date.now() + WAIT_MS
    while (Date.now() < deadline) {
      const body = await this.#next(5)
      if (body && fits(body)) return body
    }
    throw new Error(`nobody told of ${id}`)
  }
}

const compare = (a: string, b: string) => a.localeCompare(b)

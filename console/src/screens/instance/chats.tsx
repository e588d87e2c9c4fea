import {
  ActionIcon,
  Anchor,
  Avatar,
  Box,
  Grid,
  Group,
  NavLink,
  Paper,
  ScrollArea,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core'
import { IconCheck, IconChecks, IconClock, IconMessageCircle, IconPlus, IconX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { addressOf, ask, callInstance } from '../../api.ts'
import { clock, numberOf } from '../../format.ts'
import { queries, tellFailure, useInstanceCall } from '../../queries.ts'
import { Composer } from '../../ui/composer.tsx'
import { useFew } from '../../ui/few.tsx'
import { MessageSteps } from '../../ui/message-steps.tsx'
import { Empty, Panel, Waiting } from '../../ui/parts.tsx'
import type { InstanceFacts } from '../instance.tsx'

/** What the journal tells of a message; fields beyond the common ones depend on its kind. */
interface Message {
  type: string
  idMessage: string
  timestamp: number
  typeMessage: string
  chatId: string
  senderName?: string
  statusMessage?: string
  textMessage?: string
  caption?: string
  fileName?: string
  downloadUrl?: string
  extendedTextMessage?: { text?: string }
}

const WEEK = 7 * 24 * 60

/** The journal as people know it: chats, and in each the messages with their ticks. */
export function Chats({ instance }: { instance: InstanceFacts }) {
  const incoming = useInstanceCall(instance, 'lastIncomingMessages', { minutes: WEEK })
  const outgoing = useInstanceCall(instance, 'lastOutgoingMessages', { minutes: WEEK })
  if (!incoming.data) return <Waiting query={incoming} />
  if (!outgoing.data) return <Waiting query={outgoing} />
  const messages = [...incoming.data, ...outgoing.data] as readonly Message[]
  return <Talks instance={instance} messages={messages} />
}

function Talks({ instance, messages }: { instance: InstanceFacts; messages: readonly Message[] }) {
  const { t } = useTranslation()
  const [chosen, choose] = useState<string>()
  const chats = useMemo(() => newestOf(messages), [messages])
  const nameOf = useMemo(() => namesOf(messages), [messages])
  const { few, more } = useFew(chats)
  const chat = chosen ?? chats[0]?.chatId
  return (
    <Grid>
      <Grid.Col span={{ base: 12, sm: 4 }}>
        <Panel>
          <NewChat onChoose={choose} />
          {few.map((last) => (
            <NavLink
              key={last.chatId}
              component="button"
              active={last.chatId === chat}
              onClick={() => choose(last.chatId)}
              leftSection={<Avatar size={34} radius="xl" name={nameOf(last.chatId)} color="lagoon" />}
              label={nameOf(last.chatId)}
              description={`${clock(last.timestamp)} · ${textOf(last).slice(0, 40)}`}
            />
          ))}
          {more}
        </Panel>
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 8 }}>
        <Panel>
          {chat === undefined ? (
            <Empty icon={<IconMessageCircle size={28} />} title={t('chat.none')} text={t('chat.noneText')} />
          ) : (
            <Conversation key={chat} instance={instance} chat={chat} name={nameOf(chat)} />
          )}
        </Panel>
      </Grid.Col>
    </Grid>
  )
}

function newestOf(messages: readonly Message[]): Message[] {
  const newest = new Map<string, Message>()
  for (const message of messages) {
    const known = newest.get(message.chatId)
    if (!known || known.timestamp < message.timestamp) newest.set(message.chatId, message)
  }
  return [...newest.values()].sort((a, b) => b.timestamp - a.timestamp)
}

/** What a chat is called: as its people call themselves, else by its number. */
function namesOf(messages: readonly Message[]): (chat: string) => string {
  const names = new Map<string, string>()
  for (const { chatId, senderName = '' } of messages)
    if (senderName !== '' && !names.has(chatId)) names.set(chatId, senderName)
  return (chat) => names.get(chat) ?? numberOf(chat)
}

const textOf = (message: Message): string =>
  message.textMessage ?? message.extendedTextMessage?.text ?? message.caption ?? message.fileName ?? message.typeMessage

function NewChat({ onChoose }: { onChoose: (chat: string) => void }) {
  const { t } = useTranslation()
  const [number, setNumber] = useState('')
  const digits = number.replaceAll(/\D/g, '')
  const choose = () => {
    if (digits.length < 5) return
    onChoose(`${digits}@c.us`)
    setNumber('')
  }
  return (
    <TextInput
      mb="xs"
      aria-label={t('chat.number')}
      placeholder={t('chat.number')}
      inputMode="tel"
      value={number}
      onChange={(event) => setNumber(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Enter' && choose()}
      rightSection={
        <ActionIcon variant="subtle" aria-label={t('chat.open')} disabled={digits.length < 5} onClick={choose}>
          <IconPlus size={16} />
        </ActionIcon>
      }
    />
  )
}

function Conversation({ instance, chat, name }: { instance: InstanceFacts; chat: string; name: string }) {
  const { t } = useTranslation()
  const query = useInstanceCall(instance, 'getChatHistory', { chatId: chat, count: 100 })
  const [steps, showSteps] = useState<string>()
  const end = useRef<HTMLDivElement>(null)
  const messages = ((query.data ?? []) as readonly Message[]).toReversed()
  const last = messages.at(-1)?.idMessage
  useEffect(() => {
    // it returns a promise in newer browsers, which is no clean-up
    end.current?.scrollIntoView({ block: 'nearest' })
  }, [last])
  return (
    <Stack gap="sm">
      <div>
        <Text fw={600}>{name}</Text>
        <Text size="xs" c="dimmed" className="id">
          {chat}
        </Text>
      </div>
      <ScrollArea h={380} type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t('chat.messages') }}>
        {!query.data && <Waiting query={query} />}
        <Stack gap={6} p={4}>
          {messages.map((message) => (
            <Bubble
              key={`${message.idMessage}/${message.type}`}
              message={message}
              showSteps={() => showSteps(message.idMessage)}
            />
          ))}
          <div ref={end} />
        </Stack>
      </ScrollArea>
      {steps !== undefined && (
        <MessageSteps idInstance={instance.idInstance} idMessage={steps} close={() => showSteps(undefined)} />
      )}
      <TicksOff instance={instance} />
      <Writer instance={instance} chat={chat} />
    </Stack>
  )
}

function Bubble({ message, showSteps }: { message: Message; showSteps: () => void }) {
  const { t } = useTranslation()
  const mine = message.type === 'outgoing'
  return (
    <Box className="bubble" data-mine={mine || undefined}>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
        {textOf(message)}
      </Text>
      {message.downloadUrl !== undefined && message.downloadUrl !== '' && (
        <Text size="xs">
          <a href={message.downloadUrl}>{t('chat.file')}</a>
        </Text>
      )}
      <Group gap={4} justify="flex-end">
        <UnstyledButton aria-label={t('steps.of', { time: clock(message.timestamp) })} onClick={showSteps}>
          <Text size="xs" c="dimmed" td="underline dotted">
            {clock(message.timestamp)}
          </Text>
        </UnstyledButton>
        {mine && <Tick status={message.statusMessage ?? ''} />}
      </Group>
    </Box>
  )
}

/** Receipts are journalled only while outgoingWebhook is on; whoever wonders about the ticks is told. */
function TicksOff({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const settings = useInstanceCall(instance, 'getSettings')
  if (settings.data?.outgoingWebhook !== 'no') return null
  return (
    <Text size="xs" c="dimmed">
      {t('chat.ticksOff')}{' '}
      <Anchor component={Link} href={`/instances/${instance.idInstance}/settings`}>
        {t('tab.settings')}
      </Anchor>
    </Text>
  )
}

/** How far a message got, as the network told it. */
function Tick({ status }: { status: string }) {
  const { t, i18n } = useTranslation()
  const key = `tick.${status}`
  const label = i18n.exists(key) ? t(key as 'tick.sent') : status
  const size = { size: 15, 'aria-label': label, role: 'img' } as const
  if (status === 'read') return <IconChecks {...size} color="var(--mantine-color-blue-6)" />
  if (status === 'delivered') return <IconChecks {...size} />
  if (status === 'sent') return <IconCheck {...size} />
  if (status === 'pending' || status === '') return <IconClock {...size} />
  return <IconX {...size} color="var(--mantine-color-red-7)" />
}

/** Sends a file into a chat. */
function useUpload(instance: InstanceFacts, chat: string, asked: () => Promise<void>) {
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData()
      form.set('chatId', chat)
      form.set('fileName', file.name)
      form.set('file', file)
      return ask(addressOf(instance, 'sendFileByUpload'), 'POST', form)
    },
    onSuccess: asked,
    onError: tellFailure,
  })
}

function Writer({ instance, chat }: { instance: InstanceFacts; chat: string }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const asked = () => queries.invalidateQueries({ queryKey: ['instance', instance.idInstance] })
  const send = useMutation({
    mutationFn: () => callInstance(instance, 'sendMessage', { chatId: chat, message: text }),
    onSuccess: () => {
      setText('')
      return asked()
    },
    onError: tellFailure,
  })
  const upload = useUpload(instance, chat, asked)
  return (
    <Paper>
      <Composer
        text={text}
        placeholder={t('chat.text')}
        onText={setText}
        onSend={() => send.mutate()}
        onFile={(file) => upload.mutate(file)}
        sending={send.isPending}
        uploading={upload.isPending}
      />
    </Paper>
  )
}

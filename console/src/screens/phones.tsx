import {
  ActionIcon,
  Badge,
  Box,
  Button,
  Group,
  Menu,
  Modal,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useDisclosure } from '@mantine/hooks'
import { IconDeviceMobilePlus, IconDots, IconPlus, IconQrcode, IconSend } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { call, callInstance, type InstanceKey } from '../api.ts'
import { clock } from '../format.ts'
import { useLive } from '../live.ts'
import { queries, tellDone, tellFailure, useCall } from '../queries.ts'
import { Empty, Lost, PageHead, Panel, Waiting } from '../ui/parts.tsx'

interface Phone {
  number: string
  name: string
  online: boolean
  restricted: boolean
  devices: { device: number; connected: boolean; queued: number }[]
}

interface PhoneMessage {
  id: string
  chat: string
  fromMe: boolean
  timestamp: number
  type: string
  text?: string
}

async function sandbox<T>(verb: 'GET' | 'POST', path: string, body: Record<string, unknown> = {}): Promise<T> {
  const { answer } = await call('askSandbox', { verb, path, body })
  return answer as T
}

/** What the page shows is asked anew for phones that changed, and all of it where a watch may have missed something. */
function usePhoneChanges(): boolean {
  const seen = useRef(0)
  const { lost } = useLive('watchSandbox', '', ({ revision, phones }) => {
    if (revision === seen.current) return
    seen.current = revision
    const changed = phones.length === 0 ? [[]] : [['list'], ...phones.map((number) => [number])]
    for (const key of changed) void queries.invalidateQueries({ queryKey: ['phones', ...key] })
  })
  return lost
}

/** An act of a phone; the page shows afterwards what came of it. */
function useAct(after?: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ path, body }: { path: string; body?: Record<string, unknown> }) => sandbox('POST', path, body),
    onSuccess: async () => {
      after?.()
      await client.invalidateQueries({ queryKey: ['phones'] })
    },
    onError: tellFailure,
  })
}

/** The simulated phones of a sandbox: they scan, chat, go offline and misbehave like real ones. */
export function Phones() {
  const { t } = useTranslation()
  const lost = usePhoneChanges()
  const query = useQuery({ queryKey: ['phones', 'list'], queryFn: () => sandbox<Phone[]>('GET', '/phones') })
  return (
    <>
      <PageHead
        title={
          <Group gap="sm">
            {t('nav.phones')}
            {lost && <Lost />}
          </Group>
        }
        about={t('phones.about')}
      >
        <NewPhone />
      </PageHead>
      {!query.data && <Waiting query={query} />}
      {query.data?.length === 0 && (
        <Panel>
          <Empty icon={<IconDeviceMobilePlus size={28} />} title={t('phones.none')} text={t('phones.noneText')}>
            <NewPhone />
          </Empty>
        </Panel>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="lg">
        {query.data?.map((phone) => (
          <OnePhone
            key={phone.number}
            phone={phone}
            others={query.data.filter(({ number }) => number !== phone.number)}
          />
        ))}
      </SimpleGrid>
    </>
  )
}

function NewPhone() {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure()
  const form = useForm({ initialValues: { number: '', name: '' } })
  const add = useAct(close)
  return (
    <>
      <Button leftSection={<IconPlus size={16} />} onClick={open}>
        {t('phones.add')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('phones.add')}>
        <form
          onSubmit={form.onSubmit(({ number, name }) =>
            add.mutate({
              path: '/phones',
              body: { number: number.replaceAll(/\D/g, ''), ...(name === '' ? {} : { name }) },
            }),
          )}
        >
          <Stack>
            <TextInput
              data-autofocus
              required
              label={t('link.number')}
              placeholder="15550100001"
              {...form.getInputProps('number')}
            />
            <TextInput label={t('list.name')} placeholder="Ada" {...form.getInputProps('name')} />
            <Button type="submit" loading={add.isPending}>
              {t('phones.add')}
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  )
}

function OnePhone({ phone, others }: { phone: Phone; others: Phone[] }) {
  const { t } = useTranslation()
  const { number, name, online, restricted, devices } = phone
  return (
    <Box className="phone" component="section" aria-label={`${name} +${number}`}>
      <Group justify="space-between" p="sm" wrap="nowrap" bg="var(--mantine-color-default-hover)">
        <div>
          <Text fw={600}>{name}</Text>
          <Text size="xs" c="dimmed" className="id">
            +{number}
          </Text>
        </div>
        <Group gap={4} wrap="nowrap">
          <Badge color={online ? 'teal.9' : 'gray.7'} tt="none">
            {online ? t('phones.online') : t('phones.offline')}
          </Badge>
          {restricted && (
            <Badge color="orange.9" tt="none">
              {t('phones.restricted')}
            </Badge>
          )}
          <PhoneMenu phone={phone} />
        </Group>
      </Group>
      <Stack p="sm" gap="sm">
        <Group justify="space-between">
          <Text size="sm">{t('phones.devices', { count: devices.length })}</Text>
          <Scan number={number} />
        </Group>
        <Talk number={number} others={others} />
      </Stack>
    </Box>
  )
}

function PhoneMenu({ phone: { number, online, restricted } }: { phone: Phone }) {
  const { t } = useTranslation()
  const act = useAct(() => tellDone(t('danger.done')))
  const item = (word: string, path: string, body?: Record<string, unknown>) => (
    <Menu.Item onClick={() => act.mutate({ path: `/phones/${number}/${path}`, ...(body ? { body } : {}) })}>
      {word}
    </Menu.Item>
  )
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('phones.more', { number })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {online ? item(t('phones.goOffline'), 'offline') : item(t('phones.goOnline'), 'online')}
        {item(t('phones.unlink'), 'unlink')}
        {item(restricted ? t('phones.unrestrict') : t('phones.restrict'), 'restrict', { on: !restricted })}
        {item(t('phones.ban'), 'ban')}
      </Menu.Dropdown>
    </Menu>
  )
}

function useScan(
  { number, instance, how }: { number: string; instance: InstanceKey | undefined; how: string },
  after: () => void,
) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      if (!instance) throw new Error(t('phones.noInstance'))
      const shown = await callInstance(instance, 'qr')
      if (shown.type !== 'qrCode') throw new Error(shown.message)
      const body = { png: shown.message }
      if (how === 'scan') return await sandbox('POST', `/phones/${number}/scan`, body)
      return await sandbox('POST', `/phones/${number}/refuse`, { ...body, how })
    },
    onSuccess: async () => {
      after()
      tellDone(t('phones.scanned'))
      await client.invalidateQueries()
    },
    onError: tellFailure,
  })
}

/** Holds the phone before the QR of an instance that waits for one. */
function Scan({ number }: { number: string }) {
  const { t } = useTranslation()
  const [params] = useSearchParams()
  const [opened, { open, close }] = useDisclosure()
  const [chosen, choose] = useState<string | null>(params.get('scan'))
  const [how, setHow] = useState<string>('scan')
  const waiting = useCall(
    'getInstanceList',
    { state: 'notAuthorized', limit: 100, sort: 'timeCreated' },
    { enabled: opened },
  )
  const instance = waiting.data?.instances.find(({ idInstance }) => String(idInstance) === chosen)
  const scan = useScan({ number, instance, how }, close)
  return (
    <>
      <Button size="compact-sm" variant="light" leftSection={<IconQrcode size={14} />} onClick={open}>
        {t('phones.scan')}
      </Button>
      <Modal opened={opened} onClose={close} title={`${t('phones.scan')} · +${number}`}>
        <Stack>
          <Select
            label={t('play.instance')}
            description={t('phones.scanAbout')}
            nothingFoundMessage={t('phones.noInstance')}
            data={(waiting.data?.instances ?? []).map(({ idInstance, name }) => ({
              value: String(idInstance),
              label: `${name} · ${idInstance}`,
            }))}
            value={chosen}
            onChange={choose}
          />
          <Select
            label={t('phones.how')}
            allowDeselect={false}
            data={[
              { value: 'scan', label: t('phones.accept') },
              { value: 'refused', label: t('phones.refuse') },
              { value: 'passkey', label: t('phones.passkey') },
            ]}
            value={how}
            onChange={(next) => setHow(next ?? 'scan')}
          />
          <Button loading={scan.isPending} disabled={chosen === null} onClick={() => scan.mutate()}>
            {t('phones.scan')}
          </Button>
        </Stack>
      </Modal>
    </>
  )
}

function Talk({ number, others }: { number: string; others: Phone[] }) {
  const { t } = useTranslation()
  const query = useQuery({
    queryKey: ['phones', number, 'messages'],
    queryFn: () => sandbox<PhoneMessage[]>('GET', `/phones/${number}/messages`),
  })
  const messages = query.data?.slice(-12) ?? []
  const last = messages.at(-1)
  const [to, setTo] = useState<string | null>(null)
  const [text, setText] = useState('')
  const send = useAct(() => setText(''))
  const chat = to ?? last?.chat ?? others[0]?.number ?? null
  const unread = messages.filter((message) => !message.fromMe && message.chat === chat).map(({ id }) => id)
  const submit = () => chat !== null && send.mutate({ path: `/phones/${number}/messages`, body: { to: chat, text } })
  return (
    <>
      <Screen messages={messages} />
      <Group gap="xs" wrap="nowrap">
        <Select
          w={150}
          size="xs"
          searchable
          aria-label={t('phones.to')}
          data={[...new Set([...others.map((other) => other.number), ...messages.map((message) => message.chat)])]}
          value={chat}
          onChange={setTo}
        />
        <TextInput
          flex={1}
          size="xs"
          aria-label={t('chat.text')}
          placeholder={t('chat.text')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && text !== '' && submit()}
        />
        <ActionIcon
          aria-label={t('chat.send')}
          disabled={text === '' || chat === null}
          loading={send.isPending}
          onClick={submit}
        >
          <IconSend size={16} />
        </ActionIcon>
      </Group>
      <Button
        size="compact-xs"
        variant="subtle"
        disabled={unread.length === 0}
        onClick={() => send.mutate({ path: `/phones/${number}/read`, body: { chat, ids: unread } })}
      >
        {t('phones.read')}
      </Button>
    </>
  )
}

function Screen({ messages }: { messages: readonly PhoneMessage[] }) {
  const { t } = useTranslation()
  return (
    <Stack gap={6} h={230} style={{ overflowY: 'auto' }} tabIndex={0} role="log" aria-label={t('chat.messages')}>
      {messages.length === 0 && (
        <Text size="sm" c="dimmed" ta="center" mt="xl">
          {t('phones.quiet')}
        </Text>
      )}
      {messages.map((message) => (
        <Box key={`${message.id}/${message.type}`} className="bubble" data-mine={message.fromMe || undefined}>
          <Text size="sm">{message.text ?? message.type}</Text>
          <Text size="xs" c="dimmed">
            +{message.chat} · {clock(message.timestamp)}
          </Text>
        </Box>
      ))}
    </Stack>
  )
}

import { Anchor, Box, Button, Divider, Image, ScrollArea, Stack, Text } from '@mantine/core'
import { IconLifebuoy } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Reply } from '../api.ts'
import { bytes, clock } from '../format.ts'
import { useLive } from '../live.ts'
import { queries, tellFailure } from '../queries.ts'
import { Composer } from './composer.tsx'
import { Empty, Waiting } from './parts.tsx'

type Chat = Reply<'getSupportChat'>
type Message = Chat['messages'][number]

/** A support chat as one of its sides sees it. */
export interface SupportSide {
  side: Message['side']
  /** Names the chat among the queries. */
  key: readonly unknown[]
  watch: 'watchSupportChat' | 'watchSupportChatOf'
  /** Query of the watch, without `after`. */
  query: string
  page(before?: number): Promise<Chat>
  say(text: string): Promise<unknown>
  sayFile(form: FormData): Promise<unknown>
  read(seq: number): Promise<unknown>
}

const PAGE = 50

/** What was said so far, older pages on demand, the newest as it comes. */
function useSaid(talk: SupportSide) {
  const [later, setLater] = useState<readonly Message[]>([])
  const [older, setOlder] = useState<readonly Message[]>([])
  const [state, setState] = useState<Chat['state']>()
  const query = useQuery({ queryKey: ['support', ...talk.key], queryFn: () => talk.page(), staleTime: Infinity })
  const newest = useRef(0)
  const said = new Map([...older, ...(query.data?.messages ?? []), ...later].map((one) => [one.seq, one]))
  const messages = [...said.values()].sort((a, b) => a.seq - b.seq)
  newest.current = messages.at(-1)?.seq ?? 0
  const first = messages[0]?.seq ?? 0
  const { lost } = useLive(
    talk.watch,
    talk.query,
    (frame) => {
      if (frame.type === 'state') setState(frame.state)
      else setLater((known) => [...known, frame.message])
    },
    () => `after=${newest.current}`,
  )
  const more = useMutation({
    mutationFn: () => talk.page(first),
    onSuccess: (page) => setOlder((known) => [...page.messages, ...known]),
    onError: tellFailure,
  })
  return { query, messages, state: state ?? query.data?.state, lost, more: first > 1 ? more : undefined }
}

/** The conversation of an account with the operators: live, with files and read marks. */
export function SupportChat({ talk }: { talk: SupportSide }) {
  const { t } = useTranslation()
  const { query, messages, state, more } = useSaid(talk)
  const [opened, setOpened] = useState<number>()
  const end = useRef<HTMLDivElement>(null)
  const last = messages.at(-1)?.seq ?? 0
  const read = state?.read ?? 0
  useEffect(() => {
    if (query.data && opened === undefined) setOpened(query.data.state.read)
  }, [query.data, opened])
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' })
  }, [last])
  useReading(talk, last, read)
  if (!query.data) return <Waiting query={query} />
  const seen = (talk.side === 'account' ? state?.readByOperator : state?.readByAccount) ?? 0
  const lastMine = messages.findLast(({ side }) => side === talk.side)?.seq
  return (
    <Stack gap="sm">
      <ScrollArea h={420} type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t('chat.messages') }}>
        {messages.length === 0 && (
          <Empty icon={<IconLifebuoy size={28} />} title={t('support.none')} text={t(`support.none_${talk.side}`)} />
        )}
        <Stack gap={6} p={4}>
          {more && messages.length >= PAGE && (
            <Button variant="default" size="xs" mx="auto" loading={more.isPending} onClick={() => more.mutate()}>
              {t('support.older')}
            </Button>
          )}
          {messages.map((message, place) => (
            <Said
              key={message.seq}
              message={message}
              mine={message.side === talk.side}
              seen={message.seq === lastMine && message.seq <= seen}
              fresh={opened !== undefined && message.seq > opened && (messages[place - 1]?.seq ?? 0) <= opened}
            />
          ))}
          <div ref={end} />
        </Stack>
      </ScrollArea>
      <Writer talk={talk} />
    </Stack>
  )
}

/** Tells that the newest message was read, once the page is looked at. */
function useReading(talk: SupportSide, last: number, read: number): void {
  const told = useRef(0)
  const reader = useRef(talk)
  reader.current = talk
  useEffect(() => {
    const tell = () => {
      if (document.visibilityState !== 'visible' || last <= read || last <= told.current) return
      told.current = last
      void reader.current.read(last).then(
        () =>
          queries.invalidateQueries({
            predicate: ({ queryKey: [name] }) => name === 'getSupportInbox' || name === 'getSupportChat',
          }),
        () => (told.current = 0),
      )
    }
    tell()
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [last, read])
}

function Said(props: { message: Message; mine: boolean; seen: boolean; fresh: boolean }) {
  const { t } = useTranslation()
  const { name, text, files, timestamp } = props.message
  return (
    <>
      {props.fresh && !props.mine && <Divider label={t('support.new')} labelPosition="center" />}
      <Box className="bubble" data-mine={props.mine || undefined}>
        <Text size="xs" fw={600}>
          {name}
        </Text>
        {text !== '' && (
          <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
            {text}
          </Text>
        )}
        {files.map((file) => (
          <Attached key={file.url} file={file} />
        ))}
        <Text size="xs" c="dimmed" ta="right">
          {clock(timestamp)}
          {props.seen && ` · ${t('support.seen')}`}
        </Text>
      </Box>
    </>
  )
}

function Attached({ file }: { file: Message['files'][number] }) {
  const { t } = useTranslation()
  const label = `${file.fileName} · ${bytes(file.size)}`
  if (file.expiresAt * 1000 < Date.now())
    return (
      <Text size="xs" c="dimmed">
        {label} · {t('support.gone')}
      </Text>
    )
  return (
    <div>
      {/^image\/(png|jpeg|gif|webp)$/.test(file.mimeType) && (
        <Image src={file.url} alt={file.fileName} radius="sm" mah={220} w="auto" fit="contain" />
      )}
      <Anchor href={file.url} target="_blank" rel="noopener noreferrer" size="sm" c="inherit" underline="always">
        {label}
      </Anchor>
    </div>
  )
}

function Writer({ talk }: { talk: SupportSide }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const done = { onSuccess: () => setText(''), onError: tellFailure }
  const say = useMutation({ mutationFn: () => talk.say(text), ...done })
  const sayFile = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData()
      // fields stand before the file: what follows it is read as it streams
      form.set('text', text)
      form.set('file', file)
      return talk.sayFile(form)
    },
    ...done,
  })
  return (
    <Composer
      text={text}
      placeholder={t('support.write')}
      onText={setText}
      onSend={() => say.mutate()}
      onFile={(file) => sayFile.mutate(file)}
      sending={say.isPending}
      uploading={sayFile.isPending}
    />
  )
}

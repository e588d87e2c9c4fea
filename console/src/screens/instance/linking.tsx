import {
  Alert,
  Anchor,
  Button,
  Center,
  Group,
  Image,
  List,
  Loader,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { IconCheck, IconDeviceMobile, IconLink } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { addressOf, callInstance, type Reply } from '../../api.ts'
import { numberOf } from '../../format.ts'
import { useInstanceDo } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { CopyText, Panel, Problem } from '../../ui/parts.tsx'
import type { InstanceFacts } from '../instance.tsx'

type Frame = Reply<'qr'>

/** Links the instance: by the QR that is on the phone's screen now, by a code, or by a page for somebody else. */
export function Linking({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const [way, setWay] = useState('qr')
  if (instance.stateInstance === 'authorized' || instance.stateInstance === 'suspended')
    return <Linked instance={instance} />
  if (instance.stateInstance === 'blocked')
    return (
      <Panel title={t('link.title')}>
        <Alert color="red.9" title={t('link.blocked')}>
          {t('link.blockedText')}
        </Alert>
      </Panel>
    )
  return (
    <Panel title={t('link.title')} about={t('link.about')}>
      <SegmentedControl
        fullWidth
        mb="md"
        value={way}
        onChange={setWay}
        aria-label={t('link.title')}
        data={[
          { value: 'qr', label: t('link.qr') },
          { value: 'code', label: t('link.code') },
          { value: 'page', label: t('link.page') },
        ]}
      />
      {way === 'qr' && <Qr instance={instance} />}
      {way === 'code' && <Code instance={instance} />}
      {way === 'page' && <Page instance={instance} />}
    </Panel>
  )
}

function Linked({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('link.title')}>
      <Alert color="teal.9" icon={<IconCheck />} title={t('link.linked', { number: numberOf(instance.wid) })} />
      <Group gap="md" mt="sm">
        <Anchor component={Link} href={`/instances/${instance.idInstance}/chats`}>
          {t('link.toChats')}
        </Anchor>
        <Anchor component={Link} href={`/playground/sendMessage?instance=${instance.idInstance}`}>
          {t('link.toPlayground')}
        </Anchor>
      </Group>
    </Panel>
  )
}

/** The frames of scanqrcode: the QR as it changes, then how it ended. `again` asks for the next scan window. */
function useQr(instance: InstanceFacts): { frame: Frame | undefined; over: boolean; again: () => void } {
  const [frame, setFrame] = useState<Frame>()
  const [over, setOver] = useState(false)
  const [round, setRound] = useState(0)
  const path = addressOf(instance, 'scanqrcode')
  useEffect(() => {
    setOver(false)
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}${path}`)
    socket.addEventListener('message', (event) => setFrame(JSON.parse(String(event.data)) as Frame))
    socket.addEventListener('close', () => setOver(true))
    return () => socket.close()
  }, [path, round])
  return { frame, over, again: () => setRound((last) => last + 1) }
}

function Qr({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const { frame, over, again } = useQr(instance)
  const { network } = useSession()
  const shown = frame?.type === 'qrCode' && !over
  return (
    <Stack align="center">
      <Center w={280} h={280}>
        {shown && (
          <Image src={`data:image/png;base64,${frame.message}`} alt={t('link.qrAlt')} w={280} h={280} radius="md" />
        )}
        {!shown && !over && <Loader role="status" aria-label={t('ui.loading')} />}
        {!shown && over && (
          <Stack align="center">
            <Text ta="center" size="sm">
              {frame?.type === 'error' || frame?.type === 'passkeyRequired' ? frame.message : t('link.windowOver')}
            </Text>
            <Button onClick={again}>{t('link.again')}</Button>
          </Stack>
        )}
      </Center>
      <List type="ordered" size="sm" spacing={4}>
        <List.Item>{t('link.step1')}</List.Item>
        <List.Item>{t('link.step2')}</List.Item>
        <List.Item>{t('link.step3')}</List.Item>
      </List>
      {network === 'sandbox' && (
        <Button
          component={Link}
          href={`/phones?scan=${instance.idInstance}`}
          leftSection={<IconDeviceMobile size={16} />}
          variant="light"
        >
          {t('link.byPhone')}
        </Button>
      )}
    </Stack>
  )
}

function Code({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const [number, setNumber] = useState('')
  const ask = useMutation({
    mutationFn: () =>
      callInstance(instance, 'getAuthorizationCode', { phoneNumber: Number(number.replaceAll(/\D/g, '')) }),
  })
  const code = ask.data?.status ? ask.data.code : undefined
  return (
    <Stack>
      <TextInput
        label={t('link.number')}
        description={t('link.numberAbout')}
        inputMode="tel"
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <Button loading={ask.isPending} disabled={number.replaceAll(/\D/g, '').length < 10} onClick={() => ask.mutate()}>
        {t('link.getCode')}
      </Button>
      {ask.error && <Problem error={ask.error} />}
      {code !== undefined && (
        <>
          <Text ta="center" size="2.2rem" fw={700} className="id" aria-live="polite">
            {code.slice(0, 4)}-{code.slice(4)}
          </Text>
          <Text size="sm" c="dimmed" ta="center">
            {t('link.codeAbout')}
          </Text>
        </>
      )}
    </Stack>
  )
}

function Page({ instance }: { instance: InstanceFacts }) {
  const { t } = useTranslation()
  const issue = useInstanceDo(instance, 'issueLinkPage')
  return (
    <Stack align="flex-start">
      <Text size="sm">{t('link.pageAbout')}</Text>
      <Button leftSection={<IconLink size={16} />} loading={issue.isPending} onClick={() => issue.mutate({})}>
        {t('link.issue')}
      </Button>
      {issue.data && <CopyText value={issue.data.url} label={t('link.page')} />}
    </Stack>
  )
}

import { Alert, Anchor, Button, Group, List, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useDisclosure } from '@mantine/hooks'
import { IconAlertTriangle, IconBrandWhatsapp } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Reply } from '../../api.ts'
import { numberOf } from '../../format.ts'
import { tellDone, useDo, useLiveCall } from '../../queries.ts'
import { Ago, Panel, StateBadge, Waiting } from '../../ui/parts.tsx'

type View = Reply<'getSupportBridge'>

/** Where support chats are seen and answered beside the console, and what of it did not arrive. */
export function BridgePanel() {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure()
  const query = useLiveCall('getSupportBridge')
  const { data } = query
  return (
    <Panel
      title={t('bridge.title')}
      about={t('bridge.about')}
      actions={
        data && (
          <Group gap="xs">
            {data.bridge && <Remove />}
            <Button size="xs" variant="default" leftSection={<IconBrandWhatsapp size={14} />} onClick={open}>
              {data.bridge ? t('bridge.change') : t('bridge.set')}
            </Button>
          </Group>
        )
      }
    >
      {!data && <Waiting query={query} />}
      {data && (
        <Stack gap="sm">
          {data.bridge ? <Where bridge={data.bridge} /> : <Text size="sm">{t('bridge.none')}</Text>}
          {data.bridge && data.bridge.trouble !== '' && (
            <Alert color="red.9" icon={<IconAlertTriangle />} title={t('bridge.trouble')}>
              {data.bridge.trouble}
            </Alert>
          )}
          {data.failures.length > 0 && <Failures failures={data.failures} />}
          <Modal opened={opened} onClose={close} title={t('bridge.set')}>
            <Choose view={data} close={close} />
          </Modal>
        </Stack>
      )}
    </Panel>
  )
}

function Where({ bridge }: { bridge: NonNullable<View['bridge']> }) {
  const { t } = useTranslation()
  const { name, chatId, state, setBy, setAt, waiting } = bridge
  const chat = chatId.endsWith('@g.us') ? chatId : numberOf(chatId)
  return (
    <Group gap="sm">
      <Text size="sm" fw={600}>
        {t('bridge.to', { name, chat })}
      </Text>
      <StateBadge state={state} />
      <Text size="sm" c="dimmed">
        {t('bridge.by', { name: setBy })} <Ago at={setAt} />
        {waiting > 0 && ` · ${t('bridge.waiting', { count: waiting })}`}
      </Text>
    </Group>
  )
}

function Failures({ failures }: { failures: View['failures'] }) {
  const { t } = useTranslation()
  return (
    <Alert color="orange.9" icon={<IconAlertTriangle />} title={t('bridge.failed')}>
      <List size="sm">
        {failures.map(({ account, name, seq, reason, timestamp }) => (
          <List.Item key={`${account} ${seq} ${timestamp}`}>
            <Anchor component={Link} href={`/operator/support/${account}`} underline="always" c="inherit" size="sm">
              {name}
            </Anchor>
            {': '}
            {t(seq === null ? 'bridge.answer' : 'bridge.message')} · {reason} · <Ago at={timestamp} />
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}

function Remove() {
  const { t } = useTranslation()
  const remove = useDo('removeSupportBridge', () => tellDone(t('bridge.removed')))
  const sure = () =>
    modals.openConfirmModal({
      title: t('danger.sure'),
      children: <Text size="sm">{t('bridge.removeAbout')}</Text>,
      labels: { confirm: t('bridge.remove'), cancel: t('ui.cancel') },
      confirmProps: { color: 'red.9' },
      onConfirm: () => remove.mutate(undefined as never),
    })
  return (
    <Button size="xs" variant="default" loading={remove.isPending} onClick={sure}>
      {t('bridge.remove')}
    </Button>
  )
}

function Choose({ view: { bridge, instances }, close }: { view: View; close: () => void }) {
  const { t } = useTranslation()
  const [instance, setInstance] = useState(String(bridge?.idInstance ?? instances[0]?.idInstance ?? ''))
  const [chat, setChat] = useState(bridge?.chatId ?? '')
  const set = useDo('setSupportBridge', () => {
    tellDone(t('bridge.done'))
    close()
  })
  if (instances.length === 0) return <Text size="sm">{t('bridge.noInstances')}</Text>
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        set.mutate({ idInstance: Number(instance), chatId: chat.replace(/^\+/, '').trim() })
      }}
    >
      <Stack>
        <Select
          label={t('bridge.instance')}
          description={t('bridge.instanceAbout')}
          allowDeselect={false}
          data={instances.map(({ idInstance, name, phone }) => ({
            value: String(idInstance),
            label: phone === null ? name : `${name} · +${phone}`,
          }))}
          value={instance}
          onChange={(value) => value !== null && setInstance(value)}
        />
        <TextInput
          label={t('bridge.chat')}
          description={t('bridge.chatAbout')}
          required
          value={chat}
          onChange={(event) => setChat(event.currentTarget.value)}
        />
        <Text size="sm">{t('bridge.how')}</Text>
        <Group justify="flex-end">
          <Button type="submit" loading={set.isPending}>
            {t('ui.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

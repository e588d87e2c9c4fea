import { ActionIcon, Alert, Anchor, Badge, Button, Group, Menu, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { modals } from '@mantine/modals'
import { IconAlertTriangle, IconDots, IconPlus, IconWebhook } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { moment } from '../../format.ts'
import { tellDone, useAct } from '../../queries.ts'
import { Once } from '../once.tsx'
import { Ago, CopyText, Empty, Panel, Waiting } from '../parts.tsx'
import type { Endpoint, EndpointDesk } from './desk.ts'
import { EndpointForm } from './form.tsx'

/** A button that adds an endpoint, and then shows its secret. */
export function AddEndpoint({ desk }: { desk: EndpointDesk }) {
  const { t } = useTranslation()
  const [adding, { open, close }] = useDisclosure()
  const [secret, show] = useState('')
  if (!desk.mayChange) return null
  return (
    <>
      <Button leftSection={<IconPlus size={16} />} onClick={open}>
        {t('hook.add')}
      </Button>
      {adding && <EndpointForm desk={desk} close={close} made={show} />}
      <Secret value={secret} close={() => show('')} />
    </>
  )
}

function Secret({ value, close }: { value: string; close: () => void }) {
  const { t } = useTranslation()
  return <Once value={value} title={t('hook.secret')} about={t('hook.secretAbout')} close={close} />
}

/** Endpoints with their health, and what can be done with each. */
export function Endpoints({ desk, none }: { desk: EndpointDesk; none: string }) {
  const { t } = useTranslation()
  const { data } = desk.endpoints
  return (
    <>
      {!data && <Waiting query={desk.endpoints} />}
      {data?.length === 0 && (
        <Panel>
          <Empty icon={<IconWebhook size={28} />} title={t('hook.none')} text={none} />
        </Panel>
      )}
      <Stack>
        {data?.map((endpoint) => (
          <OneEndpoint key={endpoint.id} desk={desk} endpoint={endpoint} />
        ))}
      </Stack>
    </>
  )
}

function OneEndpoint({ desk, endpoint }: { desk: EndpointDesk; endpoint: Endpoint }) {
  const { t } = useTranslation()
  const { id, name, url, types, formerSecretUntil } = endpoint
  const test = useAct(desk.test, () => tellDone(t('hook.tested')))
  return (
    <Panel
      title={
        <Group gap="xs">
          {name}
          <Health endpoint={endpoint} />
        </Group>
      }
      actions={
        <Group gap="xs" wrap="nowrap">
          <Button
            size="xs"
            variant="default"
            disabled={!endpoint.enabled}
            loading={test.isPending}
            onClick={() => test.mutate(id)}
          >
            {t('hook.test')}
          </Button>
          {desk.mayChange && <More desk={desk} endpoint={endpoint} />}
        </Group>
      }
    >
      <Stack gap="xs">
        <Notice endpoint={endpoint} />
        <CopyText value={url} label={t('hook.url')} />
        <Group gap={6}>
          {types.length === 0 && <Text size="sm">{t('hook.everything')}</Text>}
          {types.map((type) => (
            <Badge key={type} color="gray.7" tt="none" className="id">
              {type}
            </Badge>
          ))}
        </Group>
        {formerSecretUntil !== null && <Text size="sm">{t('hook.former', { until: moment(formerSecretUntil) })}</Text>}
        <Group justify="space-between">
          <CopyText value={id} label="id" />
          <Anchor component={Link} href={desk.logOf(id)} size="sm">
            {t('hook.log')}
          </Anchor>
        </Group>
      </Stack>
    </Panel>
  )
}

function Health({ endpoint: { enabled, failingSince } }: { endpoint: Endpoint }) {
  const { t } = useTranslation()
  const word = enabled ? (failingSince === null ? 'well' : 'failing') : 'off'
  const colour = { well: 'teal.9', failing: 'orange.9', off: 'gray.7' }[word]
  return (
    <Badge color={colour} tt="none">
      {t(`hook.${word}`)}
    </Badge>
  )
}

/** Why an endpoint is off, or what will happen to one that fails. */
function Notice({ endpoint: { enabled, disabledReason, failingSince } }: { endpoint: Endpoint }) {
  const { t } = useTranslation()
  if (!enabled && disabledReason === 'failing')
    return (
      <Alert color="red.9" icon={<IconAlertTriangle />} title={t('hook.disabled')}>
        {t('hook.disabledAbout')}
      </Alert>
    )
  if (!enabled || failingSince === null) return null
  return (
    <Text size="sm">
      {t('hook.failingSince')} <Ago at={failingSince} />. {t('hook.failingAbout')}
    </Text>
  )
}

function More({ desk, endpoint }: { desk: EndpointDesk; endpoint: Endpoint }) {
  const { t } = useTranslation()
  const [editing, { open, close }] = useDisclosure()
  const [secret, show] = useState('')
  const rotate = useAct(desk.rotate, (made) => show(made.secret))
  const change = useAct(desk.change)
  const remove = useAct(desk.remove)
  const { id, name, url, types, enabled } = endpoint
  const sure = (about: string, confirm: string, onConfirm: () => void) =>
    modals.openConfirmModal({
      title: t('danger.sure'),
      children: <Text size="sm">{about}</Text>,
      labels: { confirm, cancel: t('ui.cancel') },
      confirmProps: { color: 'red.9' },
      onConfirm,
    })
  return (
    <>
      {editing && <EndpointForm desk={desk} endpoint={endpoint} close={close} />}
      <Secret value={secret} close={() => show('')} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t('hook.more', { name })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={open}>{t('hook.change')}</Menu.Item>
          <Menu.Item onClick={() => sure(t('hook.rotateAbout'), t('hook.rotate'), () => rotate.mutate(id))}>
            {t('hook.rotate')}
          </Menu.Item>
          <Menu.Item onClick={() => change.mutate({ id, name, url, types, enabled: !enabled })}>
            {enabled ? t('hook.stop') : t('hook.start')}
          </Menu.Item>
          <Menu.Item color="red" onClick={() => sure(t('hook.removeAbout'), t('hook.remove'), () => remove.mutate(id))}>
            {t('hook.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

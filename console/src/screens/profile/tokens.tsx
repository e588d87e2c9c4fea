import { Badge, Button, Group, Menu, Table, Text, ActionIcon } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDots, IconKey, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { moment } from '../../format.ts'
import { useCall } from '../../queries.ts'
import { useSession } from '../../session.tsx'
import { Ago, CopyText, Empty, Panel, Waiting } from '../../ui/parts.tsx'
import { Once } from '../../ui/once.tsx'
import { Rows } from '../../ui/rows.tsx'
import { Reveal, Revoke, Rotate } from './token-acts.tsx'
import { TokenForm } from './token-form.tsx'
import type { Token } from './token.ts'

/** The partner tokens of the account: how they are named, where they work, when they were used. */
export function Tokens() {
  const { t } = useTranslation()
  const query = useCall('getPartnerTokens')
  const [adding, { open, close }] = useDisclosure()
  const [value, show] = useState('')
  return (
    <Panel
      title={t('token.title')}
      about={t('token.about')}
      actions={
        <Button size="xs" leftSection={<IconPlus size={14} />} onClick={open}>
          {t('token.add')}
        </Button>
      }
    >
      {adding && <TokenForm close={close} made={show} />}
      <Once value={value} title="partnerToken" about={t('token.onceAbout')} close={() => show('')} />
      {!query.data && <Waiting query={query} />}
      {query.data?.length === 0 && (
        <Empty icon={<IconKey size={28} />} title={t('token.none')} text={t('token.noneText')} />
      )}
      {query.data && query.data.length > 0 && (
        <Rows
          least={720}
          columns={[t('token.name'), t('token.rights'), t('token.addresses'), t('token.used'), t('token.state'), '']}
        >
          {query.data.map((token) => (
            <OneToken key={token.id} token={token} show={show} />
          ))}
        </Rows>
      )}
    </Panel>
  )
}

const isOver = ({ revokedAt, expiresAt }: Token) =>
  revokedAt !== null || (expiresAt !== null && expiresAt * 1000 < Date.now())

function OneToken({ token, show }: { token: Token; show: (value: string) => void }) {
  const { t } = useTranslation()
  const { id, name, writable, addresses, lastUsedAt } = token
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={550}>
          {name}
        </Text>
        <CopyText value={id} label="id" />
      </Table.Td>
      <Table.Td>{writable ? t('token.writes') : t('token.reads')}</Table.Td>
      <Table.Td>
        {addresses.length === 0 ? t('token.everywhere') : <span className="id">{addresses.join(', ')}</span>}
      </Table.Td>
      <Table.Td>{lastUsedAt === null ? t('token.never') : <Ago at={lastUsedAt} />}</Table.Td>
      <Table.Td>
        <State token={token} />
      </Table.Td>
      <Table.Td>{!isOver(token) && <Acts token={token} show={show} />}</Table.Td>
    </Table.Tr>
  )
}

function State({ token }: { token: Token }) {
  const { t } = useTranslation()
  const { revokedAt, expiresAt, revealedAt } = token
  if (isOver(token))
    return (
      <Badge color="gray.7" tt="none">
        {revokedAt === null ? t('token.expired') : t('token.revoked')}
      </Badge>
    )
  if (revealedAt === null)
    return (
      <Badge color="blue.9" tt="none">
        {t('token.hidden')}
      </Badge>
    )
  return (
    <>
      <Badge color="teal.9" tt="none">
        {t('token.works')}
      </Badge>
      {expiresAt !== null && (
        <Text size="xs" c="dimmed">
          {t('token.until', { until: moment(expiresAt) })}
        </Text>
      )}
    </>
  )
}

type Act = 'reveal' | 'rotate' | 'change' | 'revoke'

function Acts({ token, show }: { token: Token; show: (value: string) => void }) {
  const { t } = useTranslation()
  const { account } = useSession()
  const [act, setAct] = useState<Act>()
  const close = () => setAct(undefined)
  const made = (value: string) => {
    close()
    show(value)
  }
  // values are the owner's own affair: an operator who visits sees none
  const own = account?.role === 'owner'
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {act === 'reveal' && <Reveal token={token} close={close} made={made} />}
      {act === 'rotate' && <Rotate token={token} close={close} made={made} />}
      {act === 'change' && <TokenForm token={token} close={close} />}
      {act === 'revoke' && <Revoke token={token} close={close} />}
      {own && token.revealedAt === null && (
        <Button size="compact-sm" onClick={() => setAct('reveal')}>
          {t('token.reveal')}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label={t('hook.more', { name: token.name })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAct('change')}>{t('hook.change')}</Menu.Item>
          {own && <Menu.Item onClick={() => setAct('rotate')}>{t('token.rotate')}</Menu.Item>}
          <Menu.Item color="red" onClick={() => setAct('revoke')}>
            {t('token.revoke')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  )
}

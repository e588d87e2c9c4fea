import { Badge, Button, Code, Group, Modal, PasswordInput, Stack, Table, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { modals } from '@mantine/modals'
import { IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Reply } from '../api.ts'
import { useCall, useDo } from '../queries.ts'
import { useIsOwner, useSession } from '../session.tsx'
import { Ago, CopyText, PageHead, Panel, Waiting } from '../ui/parts.tsx'
import { Rows } from '../ui/rows.tsx'

type Member = Reply<'getMembers'>['members'][number]

/** The people of the account, and what was done to it. */
export function Team() {
  const { t } = useTranslation()
  const owner = useIsOwner()
  const query = useCall('getMembers')
  return (
    <>
      <PageHead title={t('nav.team')} about={t('team.about')}>
        {owner && <Invite />}
      </PageHead>
      <Stack>
        <Panel>
          {!query.data && <Waiting query={query} />}
          {query.data && <Members {...query.data} />}
        </Panel>
        {owner && <Audit />}
      </Stack>
    </>
  )
}

function Members({ members, invitations }: Reply<'getMembers'>) {
  const { t } = useTranslation()
  const owner = useIsOwner()
  const withdraw = useDo('withdrawInvitation')
  return (
    <Rows columns={[t('visitor.name'), t('team.role'), t('team.seen'), '']}>
      {members.map((member) => (
        <OneMember key={member.person} member={member} />
      ))}
      {invitations.map(({ email, expiresAt }) => (
        <Table.Tr key={email}>
          <Table.Td>{email}</Table.Td>
          <Table.Td>
            <Badge color="gray.7" tt="none">
              {t('team.invited')}
            </Badge>
          </Table.Td>
          <Table.Td>
            {t('team.until')} {new Date(expiresAt * 1000).toLocaleDateString()}
          </Table.Td>
          <Table.Td ta="right">
            {owner && (
              <Button size="compact-sm" variant="default" onClick={() => withdraw.mutate({ email })}>
                {t('team.withdraw')}
              </Button>
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </Rows>
  )
}

function OneMember({ member }: { member: Member }) {
  const { t } = useTranslation()
  const { person, account } = useSession()
  const remove = useDo('removeMember')
  const mayChange = account?.role === 'owner' && member.person !== person.id
  const sure = () =>
    modals.openConfirmModal({
      title: t('danger.sure'),
      children: <Text size="sm">{t('team.removeAbout', { name: member.name })}</Text>,
      labels: { confirm: t('team.remove'), cancel: t('ui.cancel') },
      confirmProps: { color: 'red.9' },
      onConfirm: () => remove.mutate({ person: member.person }),
    })
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={550}>
          {member.name}
        </Text>
        <Text size="xs" c="dimmed">
          {member.email}
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap={4}>
          <Badge color={member.role === 'owner' ? 'lagoon' : 'gray.7'} tt="none">
            {t(`role.${member.role}`)}
          </Badge>
          {member.codes && (
            <Badge color="teal.9" tt="none">
              2FA
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>{member.seenAt === null ? '—' : <Ago at={member.seenAt} />}</Table.Td>
      <Table.Td>
        {mayChange && (
          <Group gap="xs" justify="flex-end">
            <Transfer member={member} />
            <Button size="compact-sm" variant="default" onClick={sure}>
              {t('team.remove')}
            </Button>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

function Transfer({ member }: { member: Member }) {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure()
  const [password, setPassword] = useState('')
  const transfer = useDo('transferOwnership', close)
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={open}>
        {t('team.transfer')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('team.transfer')}>
        <Stack>
          <Text size="sm">{t('team.transferAbout', { name: member.name })}</Text>
          <PasswordInput
            label={t('visitor.password')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button
            color="red.9"
            disabled={password === ''}
            loading={transfer.isPending}
            onClick={() => transfer.mutate({ person: member.person, password })}
          >
            {t('team.transfer')}
          </Button>
        </Stack>
      </Modal>
    </>
  )
}

function Invite() {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure()
  const [email, setEmail] = useState('')
  const invite = useDo('inviteMember')
  return (
    <>
      <Button leftSection={<IconUserPlus size={16} />} onClick={open}>
        {t('team.invite')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('team.invite')}>
        <Stack>
          <TextInput
            data-autofocus
            type="email"
            label={t('visitor.email')}
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          {invite.data?.link && (
            <>
              <Text size="sm">{t('team.link')}</Text>
              <CopyText value={invite.data.link} label={t('team.invite')} />
            </>
          )}
          {invite.data?.link === null && <Text size="sm">{t('team.mailed')}</Text>}
          <Button disabled={email === ''} loading={invite.isPending} onClick={() => invite.mutate({ email })}>
            {t('team.invite')}
          </Button>
        </Stack>
      </Modal>
    </>
  )
}

function Audit() {
  const { t } = useTranslation()
  const query = useCall('getAuditLog', { limit: 100 })
  return (
    <Panel title={t('team.audit')} about={t('team.auditAbout')}>
      {!query.data && <Waiting query={query} />}
      {query.data && <AuditTable rows={query.data} />}
    </Panel>
  )
}

/** Entries of the audit log, newest first. */
export function AuditTable({ rows }: { rows: Reply<'getAuditLog'> }) {
  const { t } = useTranslation()
  return (
    <div className="scroll-x" tabIndex={0}>
      <Table verticalSpacing={6} miw={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('team.when')}</Table.Th>
            <Table.Th>{t('team.action')}</Table.Th>
            <Table.Th>{t('team.subject')}</Table.Th>
            <Table.Th>{t('team.actor')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ id, timestamp, action, subject, actor }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <Ago at={timestamp} />
              </Table.Td>
              <Table.Td>{action}</Table.Td>
              <Table.Td>
                <Code>{subject}</Code>
              </Table.Td>
              <Table.Td>
                <Code>{actor}</Code>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

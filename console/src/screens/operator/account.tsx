import { Badge, Button, Checkbox, Grid, Group, NumberInput, Stack, Table, Text } from '@mantine/core'
import { IconBuildingStore, IconDatabaseExport, IconEye, IconLifebuoy } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useParams } from 'wouter'
import type { Reply } from '../../api.ts'
import { count } from '../../format.ts'
import { tellDone, useCall, useDo } from '../../queries.ts'
import { Facts } from '../../ui/facts.tsx'
import { Ago, CopyText, Empty, PageHead, Panel, Waiting } from '../../ui/parts.tsx'
import { Rows } from '../../ui/rows.tsx'
import { AuditTable } from '../team.tsx'
import { Enrol, Status } from './account-acts.tsx'
import { AccountInvoices } from './account-invoices.tsx'
import { Payment, Verify } from './account-money.tsx'
import { Quota } from './account-quota.tsx'
import { AccountTerms } from './account-terms.tsx'
import { ImportPairs } from './import-pairs.tsx'

type View = Reply<'getAccountOf'>

/** An account as the operator runs it. */
export function AccountPage() {
  const { t } = useTranslation()
  const { account: id } = useParams<{ account: string }>()
  const query = useCall('getAccountOf', { account: id })
  if (!query.data)
    return (
      <>
        <PageHead title={t('nav.accounts')} />
        <Waiting query={query} />
      </>
    )
  return <Account view={query.data} />
}

function Account({ view }: { view: View }) {
  const { t } = useTranslation()
  const { account, members } = view
  return (
    <>
      <PageHead
        title={
          <Group gap="sm">
            {account.name}
            <Badge color={account.accountType === 'Partner' ? 'lagoon' : 'gray.7'} tt="none">
              {t(`kind.${account.accountType}`)}
            </Badge>
            {account.status !== 'active' && (
              <Badge color="red.9" tt="none">
                {t(`op.status_${account.status}`)}
              </Badge>
            )}
          </Group>
        }
        about={<CopyText value={account.id} label="ID" />}
      >
        <Doors account={account.id} />
      </PageHead>
      <Grid>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack>
            <AboutAccount account={account} />
            <Enrol account={account} />
            {account.status !== 'closed' && <Bounds account={account} />}
            <Status account={account} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack>
            <Payment account={account.id} />
            <Verify account={account.id} />
            <AccountTerms account={account.id} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={12}>
          <Stack>
            <AccountInvoices account={account.id} />
            <People members={members} />
            <Tokens tokens={view.tokens} />
            <Audit account={account.id} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  )
}

/** Where else the operator goes with an account. */
function Doors({ account }: { account: string }) {
  const { t } = useTranslation()
  return (
    <>
      <Visit account={account} />
      <Button
        component={Link}
        href={`/operator/support/${account}`}
        variant="default"
        leftSection={<IconLifebuoy size={16} />}
      >
        {t('nav.support')}
      </Button>
      <Button
        component={Link}
        href={`/operator/data?account=${account}`}
        variant="default"
        leftSection={<IconDatabaseExport size={16} />}
      >
        {t('nav.data')}
      </Button>
    </>
  )
}

/** What an account may have, and what it brings along. */
function Bounds({ account }: { account: View['account'] }) {
  return (
    <>
      <Limits account={account} />
      <Quota account={account.id} />
      <ImportPairs account={account.id} />
    </>
  )
}

function Visit({ account }: { account: string }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const visit = useDo('visitAccount', () => go('/'))
  return (
    <Button
      variant="default"
      leftSection={<IconEye size={16} />}
      loading={visit.isPending}
      onClick={() => visit.mutate({ account })}
    >
      {t('op.visit')}
    </Button>
  )
}

function AboutAccount({ account }: { account: View['account'] }) {
  const { t } = useTranslation()
  const { since, instances, statusReason } = account
  const facts: (readonly [string, ReactNode])[] = [
    [t('op.since'), <Ago key="since" at={since} />],
    [t('nav.instances'), count(instances.living)],
    ...Object.entries(instances.byState as Record<string, number>).map(
      ([state, living]) => [t(`state.${state as 'authorized'}`), count(living)] as const,
    ),
    ...(statusReason === '' ? [] : [[t('op.reason'), statusReason] as const]),
  ]
  return (
    <Panel title={t('profile.account')}>
      <Facts rows={facts} />
    </Panel>
  )
}

function Limits({ account: { id, mayCreateHere, instanceCap } }: { account: View['account'] }) {
  const { t } = useTranslation()
  const [consoleCreation, setCreation] = useState(mayCreateHere)
  const [most, setMost] = useState<number | string>(instanceCap ?? '')
  const set = useDo('setAccountLimits', () => tellDone(t('settings.saved')))
  return (
    <Panel title={t('op.limits')}>
      <Stack gap="sm">
        <Checkbox
          label={t('op.creation')}
          checked={consoleCreation}
          onChange={(event) => setCreation(event.currentTarget.checked)}
        />
        <NumberInput label={t('op.cap')} description={t('op.capAbout')} min={0} value={most} onChange={setMost} />
        <Group justify="flex-end">
          <Button
            loading={set.isPending}
            onClick={() =>
              set.mutate({ account: id, consoleCreation, instanceCap: typeof most === 'number' ? most : null })
            }
          >
            {t('ui.save')}
          </Button>
        </Group>
      </Stack>
    </Panel>
  )
}

function People({ members }: { members: View['members'] }) {
  const { t } = useTranslation()
  const reset = useDo('resetCodes', () => tellDone(t('danger.done')))
  return (
    <Panel title={t('nav.team')}>
      {members.length === 0 && (
        <Empty icon={<IconBuildingStore size={28} />} title={t('op.nobody')} text={t('op.nobodyText')} />
      )}
      {members.length > 0 && (
        <Rows columns={[t('visitor.name'), t('visitor.email'), t('team.role'), '']}>
          {members.map(({ person, name, email, role }) => (
            <Table.Tr key={person}>
              <Table.Td>{name}</Table.Td>
              <Table.Td>
                <CopyText value={email} label={t('visitor.email')} />
              </Table.Td>
              <Table.Td>{t(`role.${role as 'owner'}`)}</Table.Td>
              <Table.Td ta="right">
                <Button size="compact-sm" variant="default" onClick={() => reset.mutate({ email })}>
                  {t('op.resetCodes')}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Rows>
      )}
    </Panel>
  )
}

function Tokens({ tokens }: { tokens: View['tokens'] }) {
  const { t } = useTranslation()
  if (tokens.length === 0) return null
  return (
    <Panel title={t('token.title')}>
      <Rows columns={[t('token.name'), t('token.rights'), t('token.used'), t('token.state')]}>
        {tokens.map(({ id, name, writable, lastUsedAt, revokedAt, revealedAt }) => (
          <Table.Tr key={id}>
            <Table.Td>
              <Text size="sm" fw={550}>
                {name}
              </Text>
              <CopyText value={id} label="id" />
            </Table.Td>
            <Table.Td>{writable ? t('token.writes') : t('token.reads')}</Table.Td>
            <Table.Td>{lastUsedAt === null ? t('token.never') : <Ago at={lastUsedAt} />}</Table.Td>
            <Table.Td>
              {revokedAt === null ? (revealedAt === null ? t('token.hidden') : t('token.works')) : t('token.revoked')}
            </Table.Td>
          </Table.Tr>
        ))}
      </Rows>
    </Panel>
  )
}

function Audit({ account }: { account: string }) {
  const { t } = useTranslation()
  const query = useCall('getInstallationAudit', { account, limit: 50 })
  return (
    <Panel title={t('team.audit')}>
      {!query.data && <Waiting query={query} />}
      {query.data && <AuditTable rows={query.data} />}
    </Panel>
  )
}

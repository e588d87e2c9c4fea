import { Badge, Stack, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { count } from '../../format.ts'
import { useCall } from '../../queries.ts'
import { Panel, Waiting } from '../../ui/parts.tsx'
import { AskMore, UsedBar } from '../../ui/quota.tsx'
import { Rows } from '../../ui/rows.tsx'

/** What Developer instances of the account may, and how many of them there may be. */
export function Quotas() {
  const { t } = useTranslation()
  const quotas = useCall('getQuotas')
  const plans = useCall('getPlans')
  if (!quotas.data || quotas.error) return <Waiting query={quotas} />
  return (
    <Panel title={t('quota.ofAccount')} about={t('quota.ofAccountAbout')}>
      <Stack>
        {plans.data && (
          <div>
            <Text size="sm" fw={600} mb={4}>
              {t('quota.places')}
            </Text>
            <UsedBar {...plans.data.developer} label={t('quota.places')} />
          </div>
        )}
        <Rows
          least={360}
          columns={[
            t('quota.name'),
            { head: t('quota.holds'), right: true },
            { head: t('quota.standard'), right: true },
          ]}
        >
          {quotas.data.map(({ name, value, standard }) => (
            <Table.Tr key={name}>
              <Table.Td>
                <span className="id">{name}</span>{' '}
                {value > standard && (
                  <Badge color="teal.9" tt="none">
                    {t('quota.raised')}
                  </Badge>
                )}
              </Table.Td>
              <Table.Td ta="right">{count(value)}</Table.Td>
              <Table.Td ta="right">{count(standard)}</Table.Td>
            </Table.Tr>
          ))}
        </Rows>
        <AskMore />
      </Stack>
    </Panel>
  )
}

import { Button, Group, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Problem } from './parts.tsx'

/** Shows the next, older page of a list as long as there is one. */
export function Older({
  query,
}: {
  query: {
    hasNextPage: boolean
    isFetchingNextPage: boolean
    isFetchNextPageError: boolean
    error: Error | null
    fetchNextPage: () => unknown
  }
}) {
  const { t } = useTranslation()
  const more = () => void query.fetchNextPage()
  if (!query.hasNextPage) return null
  return (
    <Stack mt="md">
      {query.isFetchNextPageError && query.error && <Problem error={query.error} />}
      <Group justify="center">
        <Button variant="default" loading={query.isFetchingNextPage} onClick={more}>
          {t('ledger.older')}
        </Button>
      </Group>
    </Stack>
  )
}

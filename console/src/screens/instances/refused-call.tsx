import { Button, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { ApiError } from '../../api.ts'
import { CodeBlock, Problem } from '../../ui/parts.tsx'

/** Why instances were not created, and the call of the API that creates them where the account's rule asks for it. */
export function RefusedCall({ error, method }: { error: Error; method: string }) {
  const { t } = useTranslation()
  const call = error instanceof ApiError && typeof error.detail['call'] === 'string' ? error.detail['call'] : undefined
  return (
    <>
      <Problem error={error} />
      {call !== undefined && (
        <Stack gap="xs">
          <Text size="sm">{t('list.callAbout')}</Text>
          <CodeBlock text={call} label={t('list.copyCall')} />
          <Button component={Link} href={`/playground/${method}`} variant="light">
            {t('list.byApi')}
          </Button>
        </Stack>
      )}
    </>
  )
}

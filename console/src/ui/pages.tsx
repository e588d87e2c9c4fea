import { Group, Pagination } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Goes through the pages of a list that the server cuts; nothing while one page holds it all. */
export function Pages(props: { total: number; size: number; page: number; go: (page: number) => void }) {
  const { t } = useTranslation()
  const { total, size, page, go } = props
  if (total <= size) return null
  return (
    <Group justify="center" mt="md">
      <Pagination
        total={Math.ceil(total / size)}
        value={page}
        onChange={go}
        getControlProps={(control) => ({ 'aria-label': t(`list.${control}`) })}
      />
    </Group>
  )
}

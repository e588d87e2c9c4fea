import { Table } from '@mantine/core'
import { Children, type ReactNode } from 'react'
import { useFew } from './few.tsx'

/** A column: its head, and on which side its cells stand. */
export type Column = string | { head: ReactNode; right?: true }

interface RowsProps {
  columns: Column[]
  /** Narrower than this it scrolls. */
  least?: number
  /** A list that comes page by page shows every page that was asked for. */
  paged?: boolean
  children: ReactNode
}

/** A table that scrolls by itself where the page is too narrow, and shows the first of many rows. */
export function Rows({ columns, least = 560, paged = false, children }: RowsProps) {
  const { few, more } = useFew(Children.toArray(children))
  return (
    <>
      <div className="scroll-x" tabIndex={0}>
        <Table verticalSpacing="xs" miw={least}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column, place) => {
                const { head, right = false } = typeof column === 'string' ? { head: column } : column
                const side = right ? { ta: 'right' as const } : {}
                return head === '' ? (
                  <Table.Td key={place} />
                ) : (
                  <Table.Th key={place} {...side}>
                    {head}
                  </Table.Th>
                )
              })}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>{paged ? children : few}</Table.Tbody>
        </Table>
      </div>
      {!paged && more}
    </>
  )
}

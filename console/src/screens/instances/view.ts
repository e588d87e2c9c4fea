import { useSearchParams } from 'wouter'
import type { Input, Reply } from '../../api.ts'

export type Row = Reply<'getInstanceList'>['instances'][number]
export type Sort = NonNullable<Input<'getInstanceList'>['sort']>

/** What the address of the list says: every view of it can be kept, as a bookmark too, and passed on. */
export function useView() {
  const [params, setParams] = useSearchParams()
  const view = {
    search: params.get('search') ?? '',
    state: params.get('state') ?? '',
    tag: params.get('tag') ?? '',
    sort: (params.get('sort') ?? 'timeCreated') as Sort,
    descending: params.get('descending') !== 'false',
    deleted: params.get('deleted') === 'true',
    page: Number(params.get('page') ?? '1'),
  }
  const change = (part: Partial<typeof view>) =>
    setParams((old) => {
      const next = new URLSearchParams(old)
      for (const [name, value] of Object.entries({ page: 1, ...part })) {
        if (value === '' || (name === 'page' && value === 1)) next.delete(name)
        else next.set(name, String(value))
      }
      return next
    })
  /** The address without the page, to be kept. */
  const kept = new URLSearchParams(params)
  kept.delete('page')
  return { view, change, kept: kept.toString(), take: (saved: string) => setParams(new URLSearchParams(saved)) }
}

export type View = Pick<ReturnType<typeof useView>, 'view' | 'change'>

/** The conditions of a view alone. */
export const filterOf = ({ search, state, tag, deleted }: View['view']) => ({ search, state, tag, deleted })

export const isFiltered = ({ search, state, tag, deleted }: View['view']): boolean =>
  search !== '' || state !== '' || tag !== '' || deleted

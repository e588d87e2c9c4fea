import { Tabs } from '@mantine/core'
import type { ComponentType } from 'react'
import { useLocation, useParams } from 'wouter'

/** A screen in parts: each has its address below `base`, the first one `base` itself. */
export function Tabbed<T extends string>(props: {
  base: string
  parts: Readonly<Record<T, ComponentType>>
  word: (part: T) => string
}) {
  const [, go] = useLocation()
  const names = Object.keys(props.parts) as T[]
  const { tab } = useParams<{ tab?: string }>()
  const here = names.find((name) => name === tab) ?? names[0]
  if (here === undefined) return null
  const View: ComponentType = props.parts[here]
  return (
    <Tabs
      value={here}
      onChange={(next) => go(next === names[0] ? props.base : `${props.base}/${next}`)}
      keepMounted={false}
    >
      <Tabs.List mb="md">
        {names.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {props.word(name)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={here}>
        <View />
      </Tabs.Panel>
    </Tabs>
  )
}

import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'

/** A pause in typing after which is searched. */
const PAUSE_MS = 250

/** Where a list is searched: `onSearch` hears the text when its writer pauses; another `value` is shown. */
export function SearchField(props: { label: string; value: string; onSearch: (text: string) => void }) {
  const { label, value, onSearch } = props
  const [text, setText] = useState(value)
  const sent = useRef(value)
  const search = useDebouncedCallback((next: string) => {
    sent.current = next
    onSearch(next)
  }, PAUSE_MS)
  useEffect(() => {
    // what was searched here comes back as `value` while its writer may be typing on
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])
  return (
    <TextInput
      flex={1}
      miw={200}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        search(event.currentTarget.value)
      }}
    />
  )
}

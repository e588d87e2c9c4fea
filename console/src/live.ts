import { useEffect, useRef, useState } from 'react'
import { METHODS, type Methods } from './gen/client.ts'

type Watched =
  | 'watchAccount'
  | 'watchInstance'
  | 'watchInstallation'
  | 'watchSupportChat'
  | 'watchSupportChatOf'
  | 'watchSandbox'
  | 'getFleet'
  | 'getMessageVolume'
  | 'getNight'
  | 'getSupportBridge'
  | 'findMessagesHere'

/** First and longest pause before a lost connection is tried again. */
const PAUSE_MS = 500
const LONGEST_MS = 10_000

/**
 * The latest frame of a watched method; `onFrame` hears each. The connection comes back by itself. `lost` tells that it
 * is being tried again after a failure. `from` is asked, at each connection, where to go on.
 */
export function useLive<N extends Watched>(
  name: N,
  query: string,
  onFrame: (frame: Methods[N]['reply']) => void,
  from?: () => string,
): { frame: Methods[N]['reply'] | undefined; lost: boolean } {
  const [frame, setFrame] = useState<Methods[N]['reply']>()
  const [lost, setLost] = useState(false)
  const heard = useRef(onFrame)
  heard.current = onFrame
  const start = useRef(from)
  start.current = from
  useEffect(() => {
    let pause = PAUSE_MS
    let timer: ReturnType<typeof setTimeout> | undefined
    let socket: WebSocket | undefined
    let over = false
    const open = () => {
      const origin = location.origin.replace(/^http/, 'ws')
      const [family] = METHODS[name][0].split(' ')
      const search = [query, start.current?.() ?? ''].filter((part) => part !== '').join('&')
      socket = new WebSocket(`${origin}/${family}/api/${name}${search === '' ? '' : `?${search}`}`)
      socket.addEventListener('message', (event) => {
        const told = JSON.parse(String(event.data)) as Methods[N]['reply']
        pause = PAUSE_MS
        setLost(false)
        setFrame(told)
        heard.current(told)
      })
      socket.addEventListener('close', ({ code }) => {
        if (over) return
        if (code !== 1000) setLost(true)
        timer = setTimeout(open, code === 1000 ? 0 : pause)
        pause = Math.min(pause * 2, LONGEST_MS)
      })
    }
    open()
    return () => {
      over = true
      clearTimeout(timer)
      socket?.close()
    }
  }, [name, query])
  return { frame, lost }
}

/** Child processes of the bench that answer named calls over Node's IPC channel; buffers pass as they are. */
import { fork } from 'node:child_process'

/**
 * Starts `file` (a URL) and returns its process with `call(name, input)`, which resolves with the handler's answer, and
 * `stop()`. A child that ends unasked rejects every open call with its last lines on stderr.
 */
export function startProcess(file, { env = {}, execArgv = [] } = {}) {
  const child = fork(file, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv,
    env: { ...process.env, ...env },
  })
  const open = new Map()
  let next = 0
  let said = ''
  child.stderr.on('data', (chunk) => {
    said = (said + String(chunk)).slice(-4000)
  })
  child.on('message', ({ id, answer, error }) => {
    const call = open.get(id)
    open.delete(id)
    if (error === undefined) call?.resolve(answer)
    else call?.reject(new Error(`${file.pathname}: ${error}`))
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  void ended.then((code) => {
    for (const call of open.values()) call.reject(new Error(`${file.pathname} ended with ${code}: ${said}`))
    open.clear()
  })
  function call(name, input) {
    return new Promise((resolve, reject) => {
      const id = ++next
      open.set(id, { resolve, reject })
      child.send({ id, name, input })
    })
  }
  async function stop() {
    if (child.connected) child.disconnect()
    child.kill('SIGKILL')
    await ended
  }
  return { pid: child.pid, call, stop }
}

/** The other end: serves calls with `handlers` (name → async function of one input) until the parent goes away. */
export function answerCalls(handlers) {
  process.on('message', ({ id, name, input }) => {
    Promise.resolve()
      .then(() => handlers[name](input))
      .then(
        (answer) => process.send?.({ id, answer }),
        (error) => process.send?.({ id, error: String(error?.stack ?? error) }),
      )
  })
  process.once('disconnect', () => process.exit(0))
}

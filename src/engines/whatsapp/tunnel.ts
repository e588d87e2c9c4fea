import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { socksConnect } from './socks.ts'

/** Opens a TCP connection to a host through a proxy (`http://`, `https://`, `socks5://`, user and password allowed). */
export async function tunnel(proxyUrl: string, host: string, port: number, timeoutMs: number): Promise<net.Socket> {
  const proxy = new URL(proxyUrl)
  if (proxy.protocol === 'http:' || proxy.protocol === 'https:') return httpConnect(proxy, host, port, timeoutMs)
  if (proxy.protocol === 'socks5:' || proxy.protocol === 'socks5h:') {
    const socket = net.connect({ host: proxy.hostname, port: Number(proxy.port || 1080) })
    return socksConnect(socket, proxy, host, port, timeoutMs)
  }
  throw new Error(`the proxy protocol ${proxy.protocol} is not supported`)
}

function httpConnect(proxy: URL, host: string, port: number, timeoutMs: number): Promise<net.Socket> {
  const client = proxy.protocol === 'https:' ? https : http
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  return new Promise((resolve, reject) => {
    const request = client.request({
      host: proxy.hostname,
      port: Number(proxy.port || (proxy.protocol === 'https:' ? 443 : 80)),
      method: 'CONNECT',
      path: `${host}:${port}`,
      timeout: timeoutMs,
      agent: false,
      headers: {
        host: `${host}:${port}`,
        ...(proxy.username !== '' && { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
      },
    })
    request.once('connect', (response, socket: net.Socket) => {
      socket.setTimeout(0)
      if (response.statusCode === 200) return resolve(socket)
      socket.destroy()
      return reject(new Error(`the proxy answered ${response.statusCode ?? 0}`))
    })
    request.once('response', (response) => {
      response.destroy()
      reject(new Error(`the proxy answered ${response.statusCode ?? 0}`))
    })
    request.once('timeout', () => request.destroy(new Error('the proxy did not answer')))
    request.once('error', reject)
    request.end()
  })
}

/** TLS over an open connection. */
export function secure(socket: net.Socket, options: tls.ConnectionOptions): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = tls.connect({ ...options, socket })
    secured.once('error', reject)
    secured.once('secureConnect', () => {
      secured.off('error', reject)
      resolve(secured)
    })
  })
}

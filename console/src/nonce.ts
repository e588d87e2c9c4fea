/** The nonce of this page's style elements, as the gateway wrote it into the page. */
export function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? ''
}

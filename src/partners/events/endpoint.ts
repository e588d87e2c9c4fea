/** Associated data of the sealed secrets of an endpoint. */
export function endpointSeal(endpoint: string): string {
  return `partner_endpoint/${endpoint}`
}

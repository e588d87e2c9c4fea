/** Hands the browser a file that was made on this page. */
export function saveFile(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  fetchFile(url, name)
  URL.revokeObjectURL(url)
}

/** Lets the browser fetch a file. */
export function fetchFile(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.target = '_blank'
  link.rel = 'noopener'
  link.click()
}

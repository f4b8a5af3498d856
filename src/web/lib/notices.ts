import { Store } from './store.ts'

export interface Notice {
  readonly id: number
  readonly kind: 'info' | 'error'
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void } | undefined
}

const SHOWN_MS = 8000

/** Short messages at the edge of the page, which screen readers speak. */
export class Notices {
  readonly shown = new Store<readonly Notice[]>([])
  #count = 0

  /** Errors stay until they are closed. */
  show(notice: Omit<Notice, 'id'>): void {
    this.#count += 1
    const id = this.#count
    // The same message twice would only push others away.
    const others = this.shown.value.filter(({ text }) => text !== notice.text)
    this.shown.set([...others, { ...notice, id }].slice(-4))
    if (notice.kind === 'info') setTimeout(() => this.close(id), SHOWN_MS)
  }

  info(text: string, action?: Notice['action']): void {
    this.show({ kind: 'info', text, action })
  }

  /** Reports a failure in the words of the server. */
  error(error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') return
    this.show({ kind: 'error', text: error instanceof Error ? error.message : String(error) })
  }

  close(id: number): void {
    this.shown.set(this.shown.value.filter((notice) => notice.id !== id))
  }
}

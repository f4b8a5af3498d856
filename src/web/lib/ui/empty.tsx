import type { ComponentChildren } from 'preact'

/** Stands where a list would be, and leads on. */
export const Empty = ({
  title,
  hint,
  children,
}: {
  readonly title: string
  readonly hint?: string
  readonly children?: ComponentChildren
}) => (
  <section class="empty">
    <h2>{title}</h2>
    {hint !== undefined && <p class="muted">{hint}</p>}
    {children && <div class="actions">{children}</div>}
  </section>
)

import type { ComponentChildren } from 'preact'

/** A control with its label above it. */
export const Field = ({
  label,
  hint,
  children,
}: {
  readonly label: string
  readonly hint?: ComponentChildren
  readonly children: ComponentChildren
}) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
  <label class="field">
    <span>{label}</span>
    {children}
    {hint && <small>{hint}</small>}
  </label>
)

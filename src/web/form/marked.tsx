/** Text in which what stands between backticks is code. */
export const Marked = ({ text }: { readonly text: string }) => (
  <span>
    {text
      .split(/(`[^`]+`)/)
      .map((part, index) =>
        part.startsWith('`') && part.endsWith('`') && part.length > 2 ? (
          <code key={`${index} ${part}`}>{part.slice(1, -1)}</code>
        ) : (
          part
        ),
      )}
  </span>
)

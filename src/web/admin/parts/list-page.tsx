import type { ComponentChildren } from 'preact'
import type { Resource } from '../../lib/resource.ts'
import { Empty } from '../../lib/ui/empty.tsx'
import { Loaded } from '../../lib/ui/load-state.tsx'

/** A page that lists things of one kind in a table. */
export const ListPage = <T,>(properties: {
  readonly title: string
  readonly hint: string
  readonly resource: Resource<readonly T[]>
  /** Of the columns; the last one has the actions. */
  readonly heads: readonly string[]
  readonly rowOf: (item: T) => ComponentChildren
  /** Buttons beside the title, which also stand where nothing is listed. */
  readonly actions?: ComponentChildren
  /** What always stands above the list. */
  readonly above?: ComponentChildren
  readonly children?: ComponentChildren
}) => {
  const { title, hint, resource, heads, rowOf, actions, above, children } = properties
  return (
    <main class="page" tabIndex={-1}>
      <div class="page-head">
        <h1>{title}</h1>
        {(resource.data?.length ?? 0) > 0 && actions}
      </div>
      {above}
      <Loaded resource={resource}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={title} hint={hint}>
              {actions}
            </Empty>
          ) : (
            <div class="card scroll">
              <table>
                <thead>
                  <tr>
                    {heads.map((head, index) => (
                      <th key={head} scope="col">
                        {/* Buttons are seen to be what they are. */}
                        {index === heads.length - 1 ? <span class="spoken">{head}</span> : head}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>{items.map(rowOf)}</tbody>
              </table>
            </div>
          )
        }
      </Loaded>
      {children}
    </main>
  )
}

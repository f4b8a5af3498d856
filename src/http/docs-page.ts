/** What `/docs` serves in addition to Swagger UI itself. */

export const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>scriptd API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" href="/docs/icon.svg" type="image/svg+xml">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`

/** Three nodes and their connections. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
  <rect width="32" height="32" rx="7" fill="#1d3557"/>
  <path d="M9 16 22 9M9 16l13 7" stroke="#a8dadc" stroke-width="2.5"/>
  <g fill="#fff"><circle cx="9" cy="16" r="4.5"/><circle cx="22" cy="9" r="4.5"/><circle cx="22" cy="23" r="4.5"/></g>
</svg>
`

// Swagger UI's own filter compares tags only, and leaves the groups that match collapsed.
export const startScript = `const textOf = (tag, operation) =>
  [tag, operation.get('method'), operation.get('path'), operation.getIn(['operation', 'summary'])].join(' ').toLowerCase()

const filterOperations = (groups, phrase) => {
  const words = phrase.toLowerCase().split(/\\s+/)
  const matches = (tag) => (operation) => words.every((word) => textOf(tag, operation).includes(word))
  return groups
    .map((group, tag) => group.update('operations', (operations) => operations.filter(matches(tag))))
    .filter((group) => group.get('operations').size > 0)
}

const phraseOf = (filter) => (typeof filter === 'string' && filter !== 'true' ? filter : '')

const filterPlugin = ({ React }) => ({
  fn: { opsFilter: filterOperations },
  components: {
    FilterContainer: ({ layoutActions, layoutSelectors }) =>
      React.createElement(
        'div',
        { className: 'wrapper' },
        React.createElement('input', {
          className: 'operation-filter-input',
          type: 'search',
          style: { width: '100%' },
          placeholder: 'Filter by path, method or words, such as "execute" or "post scripts"',
          'aria-label': 'Filter operations',
          value: phraseOf(layoutSelectors.currentFilter()),
          onChange: ({ target }) => layoutActions.updateFilter(target.value),
        }),
      ),
  },
  statePlugins: {
    layout: {
      wrapSelectors: {
        isShown: (isShown) => (state, place, ...others) =>
          (place[0] === 'operations-tag' && phraseOf(state.get('filter')) !== '') || isShown(place, ...others),
      },
    },
  },
})

SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  plugins: [filterPlugin],
})
`

// A migration of PocketBase: a collection for what a script is, that everyone may read and write.
migrate((app) => {
  const maxSize = 20_000_000
  const collection = new Collection({
    type: 'base',
    name: 'scripts',
    listRule: '',
    viewRule: '',
    createRule: '',
    updateRule: '',
    deleteRule: '',
    fields: [
      { name: 'name', type: 'text', required: true, max: 100 },
      { name: 'description', type: 'text', max: 500 },
      { name: 'nodes', type: 'json', maxSize },
      { name: 'connections', type: 'json', maxSize },
      { name: 'created', type: 'autodate', onCreate: true },
      { name: 'updated', type: 'autodate', onCreate: true, onUpdate: true },
    ],
    indexes: ['CREATE UNIQUE INDEX scripts_name ON scripts (name)'],
  })
  app.save(collection)
})

import { catalogueRoutes } from './routes.ts'
import { CatalogueService, type CatalogueServiceOptions } from './service.ts'

export const composeCatalogue = (options: CatalogueServiceOptions) => ({
  routes: [['/api/config', catalogueRoutes(new CatalogueService(options))]] as const,
})

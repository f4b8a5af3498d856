import adminStyle from '../admin/admin.css?stylesheet'
import graphStyle from '../editor/editor.css?stylesheet'
import { hrefOf, type Route } from '../lib/route.ts'
import { useRoute } from '../lib/services.ts'
import { useTexts } from '../lib/texts.ts'
import { lazy } from '../lib/ui/lazy.tsx'
import { ExecutionList } from '../list/executions/execution-list.tsx'
import { ScriptList } from '../list/scripts/script-list.tsx'
import { loadStyle } from './load-style.ts'
import { shellTexts } from './texts.ts'

const Editor = lazy(async () => {
  const [{ Editor: loaded }] = await Promise.all([import('../editor/editor.tsx'), loadStyle(graphStyle)])
  return loaded
})

const ExecutionPage = lazy(async () => {
  const [{ ExecutionPage: loaded }] = await Promise.all([
    import('../execution/execution-page.tsx'),
    loadStyle(graphStyle),
  ])
  return loaded
})

const ComparePage = lazy(async () => {
  const [{ ComparePage: loaded }] = await Promise.all([
    import('../execution/compare/compare-page.tsx'),
    loadStyle(graphStyle),
  ])
  return loaded
})

const DashboardPage = lazy(async () => (await import('../dashboard/dashboard-page.tsx')).DashboardPage)

const AdminPage = lazy(async () => {
  const [{ AdminPage: loaded }] = await Promise.all([
    import('../admin/admin-page.tsx'),
    loadStyle(adminStyle),
  ])
  return loaded
})

const NotFound = () => {
  const t = useTexts(shellTexts)
  return (
    <main class="page">
      <h1>{t('notFound')}</h1>
      <a href={hrefOf(['scripts'])}>{t('toScripts')}</a>
    </main>
  )
}

const pageOf = ({ path: [place = 'scripts', id, other] }: Route) => {
  switch (place) {
    case 'scripts':
      return id === undefined ? <ScriptList /> : <Editor key={id} scriptId={Number(id)} />
    case 'executions':
      return id === undefined ? <ExecutionList /> : <ExecutionPage key={id} id={id} />
    case 'compare':
      return id && other ? <ComparePage key={`${id} ${other}`} ids={[id, other]} /> : <NotFound />
    case 'dashboard':
      return <DashboardPage />
    case 'schedules':
    case 'webhooks':
    case 'files':
    case 'variables':
    case 'secrets':
    case 'keys':
    case 'server':
      return <AdminPage key={place} place={place} />
    default:
      return <NotFound />
  }
}

/** The page that the address names. */
export const Page = () => pageOf(useRoute())

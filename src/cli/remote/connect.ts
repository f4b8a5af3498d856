import { setGlobalProxyFromEnv } from 'node:http'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { ApiClient } from '../api/client.ts'
import type { RemoteServer } from './remote-server.ts'
import { sendToRemote } from './send.ts'

/** Calls the API of a remote server, through the proxy that the environment names for it. */
export const withRemoteApi = async <T>(
  server: RemoteServer,
  work: (api: ApiClient) => Promise<T>,
): Promise<T> => {
  using _network = prepareNetwork(server)
  const { url, key } = server
  return await work(new ApiClient(sendToRemote(server), { isRemote: true, hasKey: key !== undefined, url }))
}

/** Proxies and authorities of the whole process, because `fetch` takes neither; put back at the end. */
const prepareNetwork = ({ env, authorities }: RemoteServer): Disposable => {
  const restoreProxy = setGlobalProxyFromEnv({ ...env })
  const known = getCACertificates('default')
  if (authorities.length > 0) setDefaultCACertificates([...known, ...authorities])
  return {
    [Symbol.dispose]() {
      restoreProxy()
      if (authorities.length > 0) setDefaultCACertificates(known)
    },
  }
}

/** Methods of requests whose body is read. */
export const bodyMethods: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

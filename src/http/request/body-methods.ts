/** Methods of requests whose body is read. */
export const bodyMethods = ['POST', 'PUT', 'PATCH']

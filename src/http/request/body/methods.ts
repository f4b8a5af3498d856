/** The methods whose request body is read. */
export const bodyMethods = ['POST', 'PUT', 'PATCH']

/** The asset that has the code of one of `workers` or `processes`. */
export const workerAsset = (name: string): string => `${name.replaceAll('/', '-')}.js`

declare const __SCRIPTD_COMMIT__: string | undefined

/** The commit that the program was built from; the bundler puts it in. */
export const commit = typeof __SCRIPTD_COMMIT__ === 'undefined' ? 'development' : __SCRIPTD_COMMIT__

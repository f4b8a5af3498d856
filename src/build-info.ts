declare const __SCRIPTD_COMMIT__: string | undefined

/** The commit that the program was built from; the bundler defines it. */
export const commit = typeof __SCRIPTD_COMMIT__ === 'undefined' ? 'development' : __SCRIPTD_COMMIT__

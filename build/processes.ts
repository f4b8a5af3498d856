/** The modules that processes of their own start with, as paths below `src` without their endings. */
export const processes: readonly string[] = ['engine/databases/main', 'engine/tables/query/main']

/** Folder in which Node keeps the program compiled. */
export const compileCacheFolder: string;

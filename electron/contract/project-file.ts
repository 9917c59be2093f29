/** Extension of project files, with its dot. */
export const PROJECT_EXTENSION = '.loretrack';

/** What the sample project is called. */
export const SAMPLE_NAME = 'Sample';

/** What a project is called: its file's name without the extension. */
export function projectName(path: string): string {
  const name = path.split(/[\\/]/).at(-1)!;
  return name.endsWith(PROJECT_EXTENSION) && name.length > PROJECT_EXTENSION.length
    ? name.slice(0, -PROJECT_EXTENSION.length)
    : name;
}

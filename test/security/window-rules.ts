import ts from 'typescript';
import { nodesOf, show } from './shipped-sources.ts';
import type { Source } from './shipped-sources.ts';

/** What every window must say, although some of it is Electron's own choice: a later Electron may choose otherwise. */
const required: Readonly<Record<string, string>> = {
  sandbox: 'true',
  contextIsolation: 'true',
  nodeIntegration: 'false',
  nodeIntegrationInSubFrames: 'false',
  nodeIntegrationInWorker: 'false',
  webviewTag: 'false',
  webSecurity: 'true',
};

/** What no window may ask for. */
const forbidden =
  /^(allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|disableBlinkFeatures|nodeIntegrationInSubframes|enableRemoteModule|additionalArguments)$/;

const makers = /^(BrowserWindow|BrowserView|WebContentsView)$/;

/** The window contents that a source makes. */
export function windowsOf(source: Source): readonly ts.NewExpression[] {
  return nodesOf(source)
    .filter(ts.isNewExpression)
    .filter(({ expression }) => makers.test(expression.getText().split('.').at(-1)!));
}

/** Says what the windows that a source makes lack in preferences, or have too much. */
export function windowFaults(source: Source): readonly string[] {
  return windowsOf(source).flatMap((made) => {
    const [options] = made.arguments ?? [];
    const preferences =
      options && ts.isObjectLiteralExpression(options)
        ? options.properties.find((property) => property.name?.getText() === 'webPreferences')
        : undefined;
    if (
      preferences === undefined ||
      !ts.isPropertyAssignment(preferences) ||
      !ts.isObjectLiteralExpression(preferences.initializer)
    ) {
      return [`${show(source, made)}: no webPreferences written out`];
    }
    const { properties } = preferences.initializer;
    const values = new Map(
      properties
        .filter(ts.isPropertyAssignment)
        .map(({ name, initializer }) => [name.getText(), initializer.getText()]),
    );
    return [
      ...Object.entries(required)
        .filter(([name, value]) => values.get(name) !== value)
        .map(([name, value]) => `${source.name}: ${name} is not ${value}`),
      ...[...values.keys()]
        .filter((name) => forbidden.test(name))
        .map((name) => `${source.name}: ${name} is set`),
      ...properties
        .filter(ts.isSpreadAssignment)
        .map((node) => `${source.name}: ${node.getText()} could change them`),
    ];
  });
}

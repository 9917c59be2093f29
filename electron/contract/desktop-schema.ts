import { z } from 'zod';
import {
  MENU_PLACES,
  type DesktopApi,
  type DesktopCallMessage,
  type DesktopMethod,
  type FileQuestion,
  type MenuCommand,
  type MenuModel,
} from './desktop.ts';
import { StudioError } from './errors.ts';
import { LIMITS } from './schema.ts';

const shortText = z.string().max(LIMITS.nameChars);
const filePath = z
  .string()
  .max(LIMITS.pathChars)
  .refine((value) => !value.includes('\0'), 'a path has no NUL characters');
const extension = z.string().regex(/^[A-Za-z0-9]{1,20}$/, 'an extension has letters and digits');

const fileQuestion = z.strictObject({
  kind: z.enum(['open', 'openFolder', 'openEither', 'save']),
  title: shortText,
  accept: shortText,
  multiple: z.boolean(),
  filters: z
    .array(z.strictObject({ name: shortText, extensions: z.array(extension).max(100) }))
    .max(20),
  from: filePath.nullable(),
}) satisfies z.ZodType<FileQuestion>;

const menuCommand = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9.-]{1,100}$/, 'an id has letters, digits, dots and hyphens'),
  title: shortText,
  chord: z.string().max(50).nullable(),
  enabled: z.boolean(),
}) satisfies z.ZodType<MenuCommand>;

const menuModel = z.strictObject(
  Object.fromEntries(
    MENU_PLACES.map((place) => [place, z.array(z.array(menuCommand).max(200)).max(20)]),
  ),
) as unknown as z.ZodType<MenuModel>;

const nothing = z.union([z.undefined(), z.null()]).transform(() => undefined);

type Arguments = {
  readonly [M in DesktopMethod]: z.ZodType<Parameters<DesktopApi[M]>[0]>;
};

const methodArguments: Arguments = {
  chooseFiles: fileQuestion,
  setMenu: menuModel,
  leave: nothing,
};

/** A checked call of a desktop method: calling `method` with `args` keeps to its types. */
export interface DesktopCall {
  readonly method: DesktopMethod;
  readonly args: unknown;
}

/** True for names of methods that only desktop hosts have. */
export function isDesktopMethod(name: string): name is DesktopMethod {
  return Object.hasOwn(methodArguments, name);
}

/** Checks the arguments of a desktop method. @throws StudioError bad-input naming the first thing that is wrong */
export function parseDesktopCall(method: DesktopMethod, args: unknown): DesktopCall {
  const parsed = methodArguments[method].safeParse(args);
  if (parsed.success) return { method, args: parsed.data };
  throw new StudioError('bad-input', `${method}: ${firstIssue(parsed.error)}.`);
}

const callMessage = z.strictObject({
  page: z.string().min(1).max(100),
  id: z.int().min(0),
  method: z.string().max(LIMITS.nameChars),
  args: z.unknown().optional(),
}) satisfies z.ZodType<DesktopCallMessage>;

/** Checks what came over the channel of calls. @throws StudioError bad-input when it is no call */
export function parseDesktopCallMessage(value: unknown): DesktopCallMessage {
  const parsed = callMessage.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StudioError(
    'bad-input',
    `A message to the studio is no call: ${firstIssue(parsed.error)}.`,
  );
}

function firstIssue({ issues }: z.ZodError): string {
  const place = issues[0]?.path.map(String).join('.').slice(0, 100) ?? '';
  const message = issues[0]?.message.slice(0, 200) ?? 'it does not fit';
  return place === '' ? message : `${place}: ${message}`;
}

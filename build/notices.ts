// `npm run notices`: writes THIRD_PARTY_NOTICES.md out of what ships.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './entries.ts';
import { writeNotices } from './notices/notices.ts';

writeFileSync(path.join(root, 'THIRD_PARTY_NOTICES.md'), writeNotices(root));

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { clientTypes } from './openapi/client-types.ts';
import { openApiDocument } from './openapi/document.ts';
import { takeNoOptions } from './shared/no-options.mjs';

takeNoOptions(`npm run openapi

Writes openapi.json and client/src/generated.ts anew from what the endpoints say of themselves.`);

const root = resolve(import.meta.dirname, '..');
const document = await openApiDocument();

writeFileSync(resolve(root, 'openapi.json'), `${JSON.stringify(document, undefined, 2)}\n`);
writeFileSync(resolve(root, 'client/src/generated.ts'), await clientTypes(document));

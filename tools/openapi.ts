import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openApiDocument } from './openapi/document.ts';

const FILE = resolve(import.meta.dirname, '../openapi.json');

writeFileSync(FILE, `${JSON.stringify(await openApiDocument(), undefined, 2)}\n`);

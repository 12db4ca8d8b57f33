import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { bulkUpload } from '../../../../lib/endpoints/gateway/bulk-upload.ts';
import { createBulkUploadTrigger } from '../../../../lib/triggers/http/bulk-upload.ts';
import { createMemoryObjects } from '../../../support/bulk-objects.ts';
import { silent } from '../../../support/work.ts';

async function upload(body: unknown) {
  const tools = { ...createMemoryObjects(), bucket: 'own', now: () => 0 };
  const trigger = createBulkUploadTrigger(bulkUpload, silent, () => tools);
  const answer = await trigger({ body: JSON.stringify(body) } as APIGatewayProxyEventV2, {} as Context);
  return { statusCode: answer.statusCode, body: JSON.parse(answer.body ?? '') };
}

describe('where to put a file', () => {
  it('is a key of the stack’s own bucket, and a URL that is valid for 15 minutes', async () => {
    const { statusCode, body } = await upload({});
    expect(statusCode).toBe(201);
    expect(body).toEqual({
      key: body.key,
      url: `https://s3.test/own/${body.key}?for=900`,
      expires: '1970-01-01T00:15:00Z',
    });
  });

  it('ends in the name, and is another each time', async () => {
    const keys = [await upload({ name: 'spring.csv' }), await upload({ name: 'spring.csv' })].map(
      ({ body }) => body.key,
    );
    expect(keys[0]).toMatch(/^[0-9a-f]{24}-spring\.csv$/);
    expect(new Set(keys).size).toBe(2);
  });

  it.each([{ name: '' }, { name: 'a/b' }, { name: 'x'.repeat(101) }, { key: 'k' }, { name: 7 }])(
    'is refused for %j',
    async (body) => {
      expect((await upload(body)).statusCode).toBe(400);
    },
  );
});

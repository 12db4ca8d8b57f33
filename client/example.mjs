import { createClient } from 'batch-push-functions-client';

// Against `npm start`; of a stack: its output HttpApiUrl, and `fromNodeProviderChain()` of @aws-sdk/credential-providers.
const batch = createClient({
  url: process.env.GATEWAY_URL ?? 'http://127.0.0.1:3000',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

const answer = await batch.transactionalSend({
  group_id: 'welcome',
  recipients: { custom_ids: ['u1'] },
  message: { title: 'Hello', body: 'How is it going?' },
});

for (const result of answer.results) {
  console.log(result.status === 'accepted' ? `${result.app}: ${result.token}` : `${result.app}: ${result.status}`);
}

import { createServer } from 'node:http';

/** A Batch in a process of its own, that says yes and tells its parent when calls arrived: in milliseconds since the epoch. */
/** @type {number[]} */
const arrivals = [];
const server = createServer((request, response) => {
  arrivals.push(Date.now());
  request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` });
});
process.on('message', () => process.send?.({ arrivals }));
process.on('disconnect', () => process.exit());

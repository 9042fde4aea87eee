import { writeSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fetchBinaryOutput } from '../../src/tasks/binary-output.ts';
import { systemClock } from '../../src/util/clock.ts';
import { placeUploads } from '../../src/open-cloud/client.ts';
import { presignedTransfers } from '../../src/open-cloud/http/presigned-transfers.ts';
import { createTransport } from '../../src/open-cloud/http/transport.ts';

// One transfer in a process of its own, which says at its end what that took: `upload`, `put` or
// `get`, the service, and the file that is read or written.

const [kind, url = '', file = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const options = { apiKey: 'bench', userAgent: 'bench', clock: systemClock };
const transfers = presignedTransfers({ ...options, proxyFor: () => undefined });
const transport = createTransport({ ...options, origin: url });

const startedAt = performance.now();
if (kind === 'get') {
  const context = { clock: systemClock, random: Math.random, signal };
  const fetched = await fetchBinaryOutput(`${url}/output`, file, { transfers, context });
  if (fetched.status !== 'written') {
    throw new Error(JSON.stringify(fetched));
  }
} else {
  const body = {
    location: file,
    sizeBytes: (await stat(file)).size,
    contentType: 'application/octet-stream',
  };
  await (kind === 'put'
    ? transfers.put(`${url}/input`, body, { signal })
    : placeUploads(transport).uploadVersion({ universeId: '1', placeId: '2' }, body, 'Saved', {
        signal,
      }));
}
const tookMs = performance.now() - startedAt;
await transport.close();
writeSync(3, JSON.stringify({ tookMs, peakMiB: process.resourceUsage().maxRSS / 1024 }));

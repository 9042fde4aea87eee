import type { Assertion } from './assertion.ts';
import { runTask } from './task-assertions.ts';

const BYTES = Uint8Array.from({ length: 1024 }, (_, index) => index % 256);

const PAYLOADS: Assertion = {
  name: 'binary inputs and outputs',
  run: async (client, check) => {
    const universe = client.tasksPath.replace(/\/places\/.*/, '');
    const { status, json } = await client.send(
      'POST',
      `${universe}/luau-execution-session-task-binary-inputs`,
      { json: { size: BYTES.length } },
    );
    const { path: binaryInput, uploadUri = '' } = (json ?? {}) as {
      readonly path?: string;
      readonly uploadUri?: string;
    };
    check('a binary input is created', 'description', status, 200);
    const put = await client.sendPresigned('PUT', uploadUri, BYTES);
    check('its upload needs no key and no content type', 'record', put.status, 200);
    const script =
      'local input = ({...})[1].BinaryInput return { BinaryOutput = input, ReturnValues = { buffer.len(input) } }';
    const { output, binaryOutputUri } = await runTask(client, script, {
      binaryInput,
      enableBinaryOutput: true,
    });
    check('the script gets the bytes as a buffer', 'description', output?.results, [BYTES.length]);
    const got =
      binaryOutputUri === undefined
        ? undefined
        : await client.sendPresigned('GET', binaryOutputUri);
    check(
      'the binary output has the same bytes',
      'description',
      Buffer.from(got?.bytes ?? []).equals(BYTES),
      true,
    );
  },
};

/** The claims about payloads. They create one task. */
export const PAYLOAD_ASSERTIONS: readonly Assertion[] = [PAYLOADS];

/** The claims about uploads: they save the place file as a new version of the place. */
export function uploadAssertions(placeFile: Uint8Array): readonly Assertion[] {
  return [
    {
      name: 'uploads of place files',
      run: async (client, check) => {
        const [, universeId, placeId] =
          /universes\/(\d+)\/places\/(\d+)/.exec(client.tasksPath) ?? [];
        const path = `/universes/v1/${universeId}/places/${placeId}/versions?versionType=Saved`;
        const upload = async (bytes: Uint8Array, contentType: string) => {
          const { status, json } = await client.send('POST', path, { bytes, contentType });
          return {
            status,
            version: ((json ?? {}) as { readonly versionNumber?: number }).versionNumber,
          };
        };
        const first = await upload(placeFile, 'application/octet-stream');
        check(
          'an upload answers with a version number',
          'description',
          typeof first.version,
          'number',
        );
        check(
          'the same bytes get the same version',
          'record',
          (await upload(placeFile, 'application/octet-stream')).version,
          first.version,
        );
        check(
          'the content type need not fit the file',
          'record',
          (await upload(placeFile, 'application/xml')).status,
          200,
        );
        check(
          'a file that is no place is refused',
          'guess',
          (await upload(Buffer.from('no place'), 'application/octet-stream')).status,
          400,
        );
      },
    },
  ];
}

import { STATUS_CODES } from 'node:http';
import { OPERATIONS, type Operation, type RequestName, type ResourceIds } from './operations.ts';
import { readQuota, readThrottle, type Headers, type Quota, type Throttle } from './rate-limit.ts';

/**
 * How a request failed. This decides what may be done next:
 *
 * - `refused`: an answer came that is not a success.
 * - `not-connected`: no connection was made, so nothing can have reached the service.
 * - `no-answer`: the request was sent, and the connection broke or the deadline passed before an
 *   answer was whole. The service may have acted on it.
 * - `unreadable`: a success came with an unreadable body. The service has acted on it.
 * - `too-large`: a success came with more than the action reads. The service has acted on it.
 */
export type Failure = 'refused' | 'not-connected' | 'no-answer' | 'unreadable' | 'too-large';

interface Details {
  readonly failure: Failure;
  readonly request: RequestName;
  readonly status?: number;
  readonly code?: string;
  readonly serverMessage?: string;
  readonly isFromService?: boolean;
  readonly isPermanent?: boolean;
  readonly quota?: Quota | undefined;
  readonly throttle?: Throttle;
  readonly cause?: unknown;
}

/**
 * The one error of this client. Its message is a sentence that may contain the service's words, so it
 * is remote text.
 */
export class OpenCloudError extends Error {
  override readonly name = 'OpenCloudError';
  readonly failure: Failure;
  readonly request: RequestName;
  /** The HTTP status, if an answer came. */
  readonly status: number | undefined;
  /** The service's code, like `NOT_FOUND`, if it sent one. */
  readonly code: string | undefined;
  /** The message of the service or of the network. */
  readonly serverMessage: string | undefined;
  /** Whether the service itself answered, not a machine in front of it. */
  readonly isFromService: boolean;
  /** Whether a retry is useless, although failures of this kind are usually transient. */
  readonly isPermanent: boolean;
  /** The quota that the answer advertised. */
  readonly quota: Quota | undefined;
  /** Set on every 429. */
  readonly throttle: Throttle | undefined;
  /** What a person can do: one or two sentences. */
  readonly advice: string;

  /** The message without the service's words. */
  readonly what: string;

  constructor(details: Details) {
    const what = describe(details);
    const message =
      details.serverMessage === undefined ? what : `${what}: ${details.serverMessage}`;
    super(message, { cause: details.cause });
    this.what = details.failure === 'refused' ? what : message;
    this.failure = details.failure;
    this.request = details.request;
    this.status = details.status;
    this.code = details.code;
    this.serverMessage = details.serverMessage;
    this.quota = details.quota;
    this.throttle = details.throttle;
    this.isFromService = details.isFromService ?? false;
    this.isPermanent = details.isPermanent ?? false;
    this.advice = advise(details);
  }
}

/** Builds the error of an answer that is not a success. */
export function errorFromResponse(
  request: RequestName,
  answer: { readonly status: number; readonly headers: Headers; readonly text: string },
): OpenCloudError {
  const body = readRefusalBody(answer.text);
  return new OpenCloudError({
    failure: 'refused',
    request,
    status: answer.status,
    ...body,
    quota: readQuota(answer.headers),
    ...(answer.status === 429 && { throttle: readThrottle(answer.headers, body.serverMessage) }),
  });
}

/** Longer texts are pages, not messages. */
const MAX_MESSAGE_CHARACTERS = 1_000;

/**
 * Reads the forms of refusals that were seen: `{code,message}`, `{error,message}`,
 * `{errors:[{code,message}]}`, `{errorCode,errorMessage}`, `{errors:{field:[…]},title}`, an HTML
 * page, plain text, and nothing.
 */
function readRefusalBody(text: string): {
  code?: string;
  serverMessage?: string;
  isFromService: boolean;
} {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { ...serverMessage(/<\w/.test(text) ? readPage(text) : text), isFromService: false };
  }
  if (typeof body !== 'object' || body === null) {
    return { ...serverMessage(typeof body === 'string' ? body : ''), isFromService: true };
  }
  const fields = body as Record<string, unknown>;
  const errors = fields['errors'];
  const first = (Array.isArray(errors) ? errors[0] : undefined) as
    Record<string, unknown> | undefined;
  const code = [fields['code'], fields['errorCode'], fields['error'], first?.['code']].find(
    (value) => (typeof value === 'string' && value !== '') || (Number.isInteger(value) && value),
  ) as string | number | undefined;
  const message = [fields['message'], fields['errorMessage'], first?.['message']].find(
    (value) => typeof value === 'string' && value !== '',
  ) as string | undefined;
  // Any JSON may be there. Only strings are joined.
  const byField =
    typeof errors === 'object' && errors !== null && !Array.isArray(errors)
      ? Object.entries(errors).map(([field, problems]) =>
          [`${field}:`, ...[problems].flat().filter((problem) => typeof problem === 'string')].join(
            ' ',
          ),
        )
      : [];
  const title = typeof fields['title'] === 'string' ? fields['title'] : '';
  return {
    ...(code !== undefined && { code: String(code) }),
    ...serverMessage(message ?? [title, ...byField].join(' ')),
    isFromService: true,
  };
}

/**
 * Reads the text of a page. An attacker can send megabytes with thousands of tags that never end, so
 * no part is searched more than a few times.
 */
function readPage(html: string): string {
  const shown = readHeading(html) ?? html.replace(/<(script|style)\b.*?(?:<\/\1>|$)/gis, '');
  return shown.replace(/<[^<>]*>/g, ' ');
}

/** The content of the first heading or title; undefined if there is none or it never ends. */
function readHeading(html: string): string | undefined {
  const opened = /<(h1|title)\b[^<>]*>/i.exec(html);
  if (opened === null) {
    return undefined;
  }
  const heading = html.slice(opened.index + opened[0].length);
  const end = heading.search(new RegExp(`</${opened[1]}>`, 'i'));
  return end === -1 ? undefined : heading.slice(0, end);
}

function serverMessage(text: string): { serverMessage?: string } {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') {
    return {};
  }
  return {
    serverMessage:
      line.length > MAX_MESSAGE_CHARACTERS ? `${line.slice(0, MAX_MESSAGE_CHARACTERS)}…` : line,
  };
}

function describe({
  failure,
  request,
  status,
  code,
  serverMessage: text,
  throttle,
}: Details): string {
  const subject = `${request.method} ${request.path}`;
  switch (failure) {
    case 'refused': {
      const phrase = [status, STATUS_CODES[status ?? 0]].filter(Boolean).join(' ');
      const isShown = code === undefined || text?.includes(code) === true;
      // A code is one word; anything else appears with the service's message.
      const named = isShown || !/^\w{1,64}$/.test(code) ? '' : ` (${code})`;
      const kind = throttle === undefined ? '' : `, ${THROTTLES[throttle.kind]}`;
      return `${subject} was answered with ${phrase}${named}${kind}`;
    }
    case 'not-connected':
      return `No connection for ${subject} could be made`;
    case 'no-answer':
      return `${subject} was sent, and no whole answer came back`;
    case 'unreadable':
      return `${subject} was answered with ${String(status)}, but the answer cannot be read`;
    case 'too-large':
      return `${subject} was answered with ${String(status)}, but the answer is larger than the action reads`;
  }
}

const THROTTLES: Readonly<Record<Throttle['kind'], string>> = {
  quota: 'the quota of requests a minute',
  assumed: 'the documented quota of creations a minute',
  capacity: 'the limit of unfinished tasks in a place',
  hourly: 'a limit over a longer time than a minute',
};

function advise({ failure, request, status, isPermanent }: Details): string {
  if (failure === 'not-connected' && isPermanent !== true) {
    return 'Check that this machine can reach the service: its network, its proxy and NO_PROXY settings, its certificates.';
  }
  if (failure === 'too-large') {
    return request.operation === 'listLogs'
      ? 'Print less, or write what the script has to tell to a binary output (`binary-output`).'
      : 'Return less: at most 4 MiB as JSON, with at most 600,000 values and names. A binary output (`binary-output`) may have 256 MiB.';
  }
  const isRefusal = Math.floor((status ?? 0) / 100) === 4;
  if (request.target === 'presigned' && isRefusal) {
    // The official description: the URI is valid for 15 minutes after the task has completed.
    return request.method === 'GET'
      ? 'The storage keeps a binary output for 15 minutes after the end of its task, and refuses it afterwards, whatever the API key is: run the script again, and collect its output within that time.'
      : 'The storage accepts what Roblox signed for 15 minutes, and refuses it afterwards, whatever the API key is: run the step again.';
  }
  const operation = request.operation === undefined ? undefined : OPERATIONS[request.operation];
  if (status === 401 || status === 403) {
    return adviseRefusedKey(request.ids, operation);
  }
  if (status === 404) {
    return operation?.notFound === 'expired-task'
      ? 'Roblox forgets a task 24 hours after its end.'
      : adviseNotFound(request.ids);
  }
  if (status === 429) {
    return 'The quotas belong to the owner of the API key, so that other jobs use them up too: run fewer tasks at once, or later.';
  }
  if (status === 409 && request.operation === 'uploadVersion') {
    return 'The place is open in Team Create, and its editors would lose what they do: close it in Roblox Studio, or upload to a place of its own that nobody edits.';
  }
  return isRefusal
    ? 'Roblox holds the request itself to be wrong: check the universe id and the place id, which may be swapped, and the size of what is sent.'
    : 'This is a fault between here and Roblox, not one of the script: look at https://status.roblox.com and try again later.';
}

/** The page on which people create and edit their keys. */
export const KEYS_PAGE = 'https://create.roblox.com/dashboard/credentials';

/** The page on which people find the ids. */
const EXPERIENCES_PAGE = 'https://create.roblox.com/dashboard/creations';

function adviseRefusedKey(ids: ResourceIds | undefined, operation: Operation | undefined): string {
  const scope = operation === undefined ? 'of the operation' : operation.scope;
  return (
    `The request needs an API key with the scope ${scope} for ${ids === undefined ? 'this universe' : `universe ${ids.universe}`}: look at yours on ${KEYS_PAGE}. ` +
    'A key that is wrong, expired, disabled, restricted to other IP addresses, or that was not used for 60 days is refused in just the same way, ' +
    'and so may be one for another universe: check that the universe id is not that of the place.'
  );
}

function adviseNotFound(ids: ResourceIds | undefined): string {
  const { universe = 'the one given', place, version } = ids ?? {};
  const check =
    place === undefined
      ? `Check that ${universe} is the id of the universe, and not that of a place.`
      : `Check that ${universe} is the universe and ${place} the place, and not the other way round: ` +
        `the place must belong to the universe${version === undefined ? '' : `, and have a version ${version}`}.`;
  return (
    `${check} Both ids are in the address of the place on ${EXPERIENCES_PAGE}: ` +
    "the universe's after `experiences/`, the place's after `places/`. The API key must be allowed to use them."
  );
}

/** Masks secrets and their usual encodings, as the runner does in all its output. */
export class SecretMasker {
  readonly #values = new Set<string>();

  /** Adds a value and each of its lines, of any length: the runner masks logs line by line. */
  add(secret: string): void {
    const lines = secret.split(/[\r\n]+/).map((line) => line.trim());
    for (const value of [secret, ...lines].flatMap(encodings)) {
      if (value !== '') {
        this.#values.add(value);
      }
    }
  }

  /** Replaces every secret in the text by `***`; adjacent secrets share one. */
  mask(text: string): string {
    let masked = '';
    let position = 0;
    for (const { start, end } of merge(this.#find(text))) {
      masked += `${text.slice(position, start)}***`;
      position = end;
    }
    return masked + text.slice(position);
  }

  #find(text: string): Span[] {
    const found: Span[] = [];
    for (const value of this.#values) {
      for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + 1)) {
        found.push({ start, end: start + value.length });
      }
    }
    return found;
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && span.start <= last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    } else {
      merged.push(span);
    }
  }
  return merged;
}

/** The encoders of the runner: base64 at three offsets, JSON, URI, XML, expression, unquoted. */
function encodings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    ...[0, 1, 2].map((offset) => bytes.subarray(offset).toString('base64')),
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    secret
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&apos;'),
    secret.replaceAll("'", "''"),
    secret.replaceAll(/^"|"$/g, ''),
  ];
}

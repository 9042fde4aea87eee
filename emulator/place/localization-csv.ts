/** Columns that are fields of an entry; every other one is a language. */
const FIELDS: Readonly<Record<string, string>> = {
  Key: 'key',
  Context: 'context',
  Example: 'example',
  Source: 'source',
};

/** The records of a CSV file, as RFC 4180 has them. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let isQuoted = false;
  const endRecord = (): void => {
    record.push(field);
    field = '';
    // An empty line is no record.
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  };
  for (let position = 0; position < text.length; position++) {
    const character = text[position] ?? '';
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[position + 1] === '"') field += text[++position];
      else isQuoted = false;
    } else if (character === '"' && field === '') isQuoted = true;
    else if (character === ',') {
      record.push(field);
      field = '';
    } else if (character === '\n') endRecord();
    else if (character !== '\r') field += character;
  }
  endRecord();
  return records;
}

/**
 * A CSV file as the content of a `LocalizationTable`: JSON, as Rojo and Roblox write it. Rows with neither key nor
 * source are left out.
 */
export function localizationContents(csv: string): string {
  const [header = [], ...rows] = parseCsv(csv.replace(/^\uFEFF/, ''));
  const entries = rows.map((row) => {
    const entry: Record<string, unknown> = {};
    const languages: [string, string][] = [];
    header.forEach((column, index) => {
      const value = row[index] ?? '';
      if (column === '' || value === '') return;
      const field = Object.hasOwn(FIELDS, column) ? FIELDS[column] : undefined;
      if (field === undefined) languages.push([column, value]);
      else entry[field] = value;
    });
    languages.sort(([a], [b]) => (a < b ? -1 : 1));
    return { ...entry, values: Object.fromEntries(languages) };
  });
  return JSON.stringify(entries.filter((entry) => 'key' in entry || 'source' in entry));
}

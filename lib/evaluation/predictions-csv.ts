import { parse } from 'csv-parse/sync';
import { DataError } from '../core/errors/data-error.ts';
import { checkPredictions } from './check-predictions.ts';
import { csvField, plainCsvField } from './csv-field.ts';
import { STREAMS, type Predictions, type Stream } from './predictions.ts';

/** Columns before the probabilities. */
const FIRST_COLUMNS = ['id', 'subject', 'label', 'area'] as const;

/**
 * Writes predictions as a table (CSV, RFC 4180): `id, subject, label, area, p_raw_normal, p_raw_lymphoblast, …`, with
 * the label as the class's name, unknown subjects and areas empty, and probabilities to the last bit. A value that a
 * spreadsheet would run as a formula gets a quote before it, which reading takes away again.
 * @param predictions - what the network said about N images
 * @throws {ParameterError} where the predictions cannot be judged
 */
export function predictionsToCsv(predictions: Predictions): string {
  checkPredictions('predictionsToCsv', predictions);
  const { classes, ids, subjects, labels, probabilities, cellAreas } = predictions;
  const streams = STREAMS.filter((stream) => probabilities[stream] !== undefined);
  const header = [
    ...FIRST_COLUMNS,
    ...streams.flatMap((stream) => classes.map((name) => `p_${stream}_${name}`)),
  ];
  const lines = ids.map((id, i) => {
    const area = cellAreas?.[i] ?? Number.NaN;
    return [
      csvField(id),
      csvField(subjects[i] ?? ''),
      csvField(classes[labels[i]!]!),
      Number.isNaN(area) ? '' : String(area),
      ...streams.flatMap((stream) =>
        classes.map((_, k) => exact(probabilities[stream]![i * classes.length + k]!)),
      ),
    ].join(',');
  });
  return `${[header.map(csvField).join(','), ...lines].join('\n')}\n`;
}

/**
 * Reads what {@link predictionsToCsv} wrote, also after a spreadsheet has saved it again (byte-order mark, CRLF).
 * @param text - the file's text
 * @param name - the file, for messages
 * @throws {DataError} where a column is missing, a row has another number of fields, or a value cannot be read; the
 *   message names the line
 * @throws {ParameterError} where the values together cannot be judged (an id twice, probabilities not adding up to 1)
 */
export function predictionsFromCsv(text: string, name = 'predictions'): Predictions {
  const [header, ...rows] = readRows(text, name);
  if (header === undefined || rows.length === 0) {
    throw new DataError(`${name}: there are no predictions in it; expected a header and a row an image`);
  }
  const { classes, streams } = readHeader(header.fields, name);
  const count = classes.length;
  const probabilities: Partial<Record<Stream, Float32Array>> = {};
  for (const [s, stream] of streams.entries()) {
    const first = FIRST_COLUMNS.length + s * count;
    probabilities[stream] = Float32Array.from({ length: rows.length * count }, (_, i) =>
      readNumber(rows[Math.floor(i / count)]!, first + (i % count), header, name),
    );
  }
  const areas = Float64Array.from(rows, (row) =>
    row.fields[3] === '' ? Number.NaN : readNumber(row, 3, header, name),
  );
  const predictions: Predictions = {
    classes,
    ids: rows.map(({ fields }) => plainCsvField(fields[0]!)),
    subjects: rows.map(({ fields }) => (fields[1] === '' ? undefined : plainCsvField(fields[1]!))),
    labels: Int32Array.from(rows, ({ fields, line }) => {
      const label = classes.indexOf(plainCsvField(fields[2]!));
      if (label >= 0) return label;
      throw new DataError(
        `${name}: label must be one of ${classes.join(', ')}, got "${fields[2]!}" on line ${line}`,
      );
    }),
    probabilities,
    cellAreas: areas.every(Number.isNaN) ? undefined : areas,
  };
  checkPredictions(name, predictions);
  return predictions;
}

interface Row {
  readonly fields: readonly string[];
  /** Where the row ends in the file, from 1. */
  readonly line: number;
}

function readRows(text: string, name: string): Row[] {
  try {
    const records = parse(text, { bom: true, info: true, skip_empty_lines: true }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    return records.map(({ record, info }) => ({ fields: record, line: info.lines }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(`${name}: not a table of predictions (${reason})`, [], { cause: error });
  }
}

/** Finds streams and classes from the columns `p_<stream>_<class>`. */
function readHeader(header: readonly string[], name: string): { classes: string[]; streams: Stream[] } {
  const columns = header.map(plainCsvField);
  const expected = `${FIRST_COLUMNS.join(', ')}, p_raw_<class>, …`;
  const wrong = FIRST_COLUMNS.findIndex((column, i) => columns[i] !== column);
  if (wrong >= 0) {
    throw new DataError(
      `${name}: columns must be ${expected}; got "${columns[wrong] ?? 'nothing'}" for "${FIRST_COLUMNS[wrong]!}"`,
    );
  }
  const rest = columns.slice(FIRST_COLUMNS.length);
  const classes = rest
    .filter((column) => column.startsWith('p_raw_'))
    .map((column) => column.slice('p_raw_'.length));
  const streams = STREAMS.filter((stream) => rest.includes(`p_${stream}_${classes[0] ?? ''}`));
  const complete = streams.flatMap((stream) => classes.map((className) => `p_${stream}_${className}`));
  const odd = rest.findIndex((column, i) => column !== complete[i]);
  if (classes.length < 2 || odd >= 0 || complete.length !== rest.length) {
    const found = odd >= 0 ? rest[odd]! : rest.join(', ');
    throw new DataError(`${name}: columns must be ${expected} by stream, then class; got "${found}"`);
  }
  return { classes, streams };
}

function readNumber({ fields, line }: Row, column: number, header: Row, name: string): number {
  const text = fields[column]!.trim();
  const value = Number(text);
  if (text !== '' && Number.isFinite(value)) return value;
  throw new DataError(
    `${name}: ${plainCsvField(header.fields[column]!)} must be a number, got "${fields[column]!}" on line ${line}`,
  );
}

/** The shortest of nine digits, which name every float32. */
function exact(p: number): string {
  return String(Number(p.toPrecision(9)));
}

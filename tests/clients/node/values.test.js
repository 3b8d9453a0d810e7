// Each expression of values.tsv, selected, is the value that the table says the driver shows.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const { after, before, describe, test } = require('node:test');
const { Session } = require('./session');

// JSON, after the kind of what JSON has no kind for.
function shown(value) {
  if (value === undefined) return 'undefined';
  if (typeof value === 'bigint') return `bigint ${value}`;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return '-0';
  if (Buffer.isBuffer(value)) return `buffer ${value.toString('hex')}`.trim();
  if (value instanceof Date) return `date ${value.toISOString()} ${value.toJSON()}`;
  if (value instanceof Map) return `map ${JSON.stringify([...value])}`;
  return JSON.stringify(value);
}

const lines = fs.readFileSync(process.env.SNOWGLOBE_VALUES, 'utf8').trimEnd().split('\n')
  .map((line) => line.split('\t'));
const column = lines.shift().indexOf('node');

describe('values', () => {
  let session;

  before(async () => { session = await Session.open(); });
  after(() => session.close());

  for (const line of lines) {
    // The driver throws where nothing can catch it.
    const skip = line[column] === '-';
    test(line[0], { skip }, async () => {
      const got = await session.value(`SELECT ${line[0]}`).then(shown, () => 'error');
      if (process.env.VALUES_SHOWN) {
        fs.appendFileSync(process.env.VALUES_SHOWN, `${JSON.stringify(['node', line[0], got])}\n`);
      } else {
        assert.strictEqual(got, line[column]);
      }
    });
  }
});

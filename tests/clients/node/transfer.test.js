// Files into stages and out of them, and so many bound values that they go through a stage.
'use strict';

const assert = require('node:assert');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, describe, test } = require('node:test');
const { Session } = require('./session');

for (const [protocol, port] of [['http', 'SNOWGLOBE_HTTP_PORT'], ['https', 'SNOWGLOBE_HTTPS_PORT']]) {
  describe(`files over ${protocol}`, () => {
    let session, folder;

    before(async () => {
      session = await Session.open({ protocol, port: Number(process.env[port]) });
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'transfer-'));
      await session.rows(`CREATE OR REPLACE DATABASE node_transfer_${protocol}`);
      await session.rows('CREATE STAGE st');
    });
    after(async () => {
      fs.rmSync(folder, { recursive: true });
      await session.close();
    });

    test('files come back as they were', async () => {
      const sizes = { 'one.bin': 1, 'block.bin': 65536, 'large.bin': 9_000_000, 'b c.bin': 10 };
      const back = path.join(folder, 'back');
      fs.mkdirSync(back);
      for (const [name, size] of Object.entries(sizes)) {
        fs.writeFileSync(path.join(folder, name), crypto.randomBytes(size));
        const [row] = await session.rows(`PUT 'file://${folder}/${name}' @st/sub AUTO_COMPRESS=FALSE`);
        assert.deepStrictEqual([row.source, row.target, row.status], [name, name, 'UPLOADED']);
      }
      await session.rows(`GET @st 'file://${back}/'`);
      for (const name of Object.keys(sizes)) {
        assert.ok(fs.readFileSync(path.join(folder, name)).equals(fs.readFileSync(path.join(back, name))), name);
      }
    });

    test('wildcards, packing, and what is there already', async () => {
      for (const name of ['part1.csv', 'part2.csv', 'other.txt']) fs.writeFileSync(path.join(folder, name), `${name}\n`.repeat(100));
      const first = await session.rows(`PUT file://${folder}/part*.csv @st/csv PARALLEL=2`);
      assert.deepStrictEqual(first.map((row) => [row.target, row.status]).sort(),
        [['part1.csv.gz', 'UPLOADED'], ['part2.csv.gz', 'UPLOADED']]);
      const again = await session.rows(`PUT file://${folder}/part1.csv @st/csv`);
      assert.deepStrictEqual(again.map((row) => row.status), ['SKIPPED']);
      const listed = await session.rows('LIST @st/csv');
      assert.deepStrictEqual(listed.map((row) => row.name), ['st/csv/part1.csv.gz', 'st/csv/part2.csv.gz']);
      assert.deepStrictEqual(await session.rows('REMOVE @st/csv'),
        listed.map((row) => ({ name: row.name, result: 'removed' })));
    });
  });
}

test('many bound values go through a stage', async () => {
  const session = await Session.open();
  const texts = ['plain', '', null, 'a,b', 'say "hi"', 'two\nlines', 'back\\slash', 'ü日本😀', ' blank ', 'NULL'];
  const start = Date.UTC(2024, 1, 29, 23, 59, 59, 123);
  const rows = [];

  await session.rows('CREATE OR REPLACE DATABASE node_stage_binds');
  await session.rows('CREATE TABLE t (n INT, s VARCHAR, b BOOLEAN, f FLOAT, ts TIMESTAMP_NTZ)');
  for (let i = 0; i < 100000; i++) rows.push([i, texts[i % texts.length], i % 2 === 0, i / 2, new Date(start + i * 3600000)]);
  const { statement } = await session.run('INSERT INTO t VALUES (?, ?, ?, ?, ?)', rows);
  assert.strictEqual(statement.getNumUpdatedRows(), rows.length);
  assert.strictEqual((await session.rows("SHOW STAGES LIKE 'SYSTEM$BIND'")).length, 1);
  const got = await session.rows('SELECT n, s, b, f, ts::VARCHAR AS ts FROM t ORDER BY n');
  assert.strictEqual(got.length, rows.length);
  for (const i of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 99999]) {
    const [n, s, b, f, ts] = rows[i];
    assert.deepStrictEqual(got[i], { N: n, S: s, B: b, F: f, TS: ts.toISOString().replace('T', ' ').replace('Z', '') });
  }
  await assert.rejects(session.run('INSERT INTO t (n) VALUES (?)', rows.map(([n]) => [n === 99999 ? 'no number' : `${n}`])), /no number/);
  assert.strictEqual(await session.value('SELECT COUNT(*) FROM t'), rows.length);
  await session.rows('CREATE SCHEMA elsewhere');
  await session.run('INSERT INTO public.t VALUES (?, ?, ?, ?, ?)', rows);
  assert.strictEqual(await session.value('SELECT COUNT(*) FROM public.t'), 2 * rows.length);
  await session.close();
});

// What an application does with the driver: connections, bindings, large results, errors,
// transactions, several statements, cancellation and asynchronous queries.
'use strict';

const assert = require('node:assert');
const { after, before, describe, test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { Session } = require('./session');

const LONG_QUERY = 'SELECT SYSTEM$WAIT(120)';

describe('connecting', () => {
  for (const [protocol, port] of [['http', 'SNOWGLOBE_HTTP_PORT'], ['https', 'SNOWGLOBE_HTTPS_PORT']]) {
    test(`by password over ${protocol}`, async () => {
      const session = await Session.open({ protocol, port: Number(process.env[port]) });
      assert.strictEqual(await session.value('SELECT CURRENT_USER()'), 'SNOWGLOBE');
      await session.close();
    });
  }

  test('a wrong password is refused', async () => {
    await assert.rejects(Session.open({ password: 'other' }), (error) => {
      assert.strictEqual(String(error.code), '390100');
      assert.match(error.message, /Incorrect username or password/);
      return true;
    });
  });

  test('a closed connection runs nothing', async () => {
    const session = await Session.open();
    await session.close();
    await assert.rejects(session.rows('SELECT 1'), /terminated|disconnected/i);
  });
});

describe('using', () => {
  let session;

  before(async () => {
    session = await Session.open();
    await session.rows('CREATE OR REPLACE DATABASE node_db');
    await session.rows('CREATE SCHEMA node_schema');
  });
  after(() => session.close());

  test('columns are described', async () => {
    await session.rows('CREATE TABLE described (id NUMBER(10, 2) NOT NULL, "Name" VARCHAR(20), at TIMESTAMP_NTZ(3))');
    const { statement } = await session.run('SELECT * FROM described');
    const columns = statement.getColumns().map((column) => [
      column.getName(), column.getType(), column.isNullable(), column.getPrecision(), column.getScale()]);
    assert.deepStrictEqual(columns, [
      ['ID', 'fixed', false, 10, 2],
      ['Name', 'text', true, null, null],
      ['AT', 'timestamp_ntz', true, 0, 3]]);
  });

  test('an empty result', async () => {
    const { statement, rows } = await session.run('SELECT 1 AS a WHERE FALSE');
    assert.deepStrictEqual(rows, []);
    assert.strictEqual(statement.getNumRows(), 0);
  });

  test('columns of one name', async () => {
    const rows = await session.rows('SELECT 1 AS a, 2 AS a', undefined, { rowMode: 'array' });
    assert.deepStrictEqual(rows, [[1, 2]]);
    const renamed = await session.rows('SELECT 1 AS a, 2 AS a', undefined,
      { rowMode: 'object_with_renamed_duplicated_columns' });
    assert.deepStrictEqual(renamed, [{ A: 1, A_2: 2 }]);
  });

  test('values as text', async () => {
    const rows = await session.rows(
      "SELECT 12345678901234567890123456789012345678 AS n, 1.50::NUMBER(5, 2) AS d, "
      + "'2024-02-29'::DATE AS day, '2024-02-29 12:34:56.789'::TIMESTAMP_NTZ AS at, TRUE AS b, "
      + "TO_BINARY('AB', 'HEX') AS bin, PARSE_JSON('{\"a\": [1]}') AS v",
      undefined, { fetchAsString: ['Number', 'Date', 'Boolean', 'Buffer', 'JSON'] });
    assert.deepStrictEqual(rows, [{
      N: '12345678901234567890123456789012345678', D: '1.50', DAY: '2024-02-29',
      AT: '2024-02-29 12:34:56.789', B: 'TRUE', BIN: 'AB', V: '{\n  "a": [\n    1\n  ]\n}',
    }]);
  });

  test('large integers as BigInt', async () => {
    await session.rows('ALTER SESSION SET JS_TREAT_INTEGER_AS_BIGINT = TRUE');
    const value = await session.value('SELECT 99999999999999999999999999999999999999');
    assert.strictEqual(String(value), '99999999999999999999999999999999999999');
    await session.rows('ALTER SESSION UNSET JS_TREAT_INTEGER_AS_BIGINT');
    assert.strictEqual(await session.value('SELECT 5'), 5);
  });

  test('output formats of the session', async () => {
    await session.rows("ALTER SESSION SET DATE_OUTPUT_FORMAT = 'DD/MM/YYYY', TIME_OUTPUT_FORMAT = 'HH24:MI:SS.FF9', "
      + "TIMESTAMP_TZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF6 TZH:TZM', BINARY_OUTPUT_FORMAT = 'BASE64'");
    const [row] = await session.rows("SELECT '2024-02-29'::DATE AS d, '01:02:03.000000004'::TIME AS t, "
      + "'2024-02-29 01:02:03.000004 -08:00'::TIMESTAMP_TZ AS z, TO_BINARY('00FF', 'HEX') AS b",
    undefined, { fetchAsString: ['Date', 'Buffer'] });
    assert.deepStrictEqual(row,
      { D: '29/02/2024', T: '01:02:03.000000004', Z: '2024-02-29 01:02:03.000004 -08:00', B: 'AP8=' });
    await session.rows('ALTER SESSION UNSET DATE_OUTPUT_FORMAT, TIME_OUTPUT_FORMAT, TIMESTAMP_TZ_OUTPUT_FORMAT, '
      + 'BINARY_OUTPUT_FORMAT');
  });

  test('bindings there and back', async () => {
    await session.rows('CREATE TABLE bound (n NUMBER, f FLOAT, t VARCHAR, b BOOLEAN, d DATE, tm TIME(9), '
      + 'ntz TIMESTAMP_NTZ, tz TIMESTAMP_TZ, bin BINARY, v VARIANT, nothing VARCHAR)');
    const { statement } = await session.run(
      'INSERT INTO bound SELECT ?, ?, ?, ?, ?, ?, ?, ?, TO_BINARY(?, \'HEX\'), PARSE_JSON(?), ?',
      [42, -1.25, "it's ☃", true, '2024-02-29', '12:34:56.123456789', '2024-02-29 12:34:56.789',
        '2024-02-29 12:34:56.789 +05:30', '00FF', '{"a": [1, null]}', null]);
    assert.strictEqual(statement.getNumUpdatedRows(), 1);
    const [row] = await session.rows('SELECT * FROM bound', undefined, { fetchAsString: ['Date', 'Buffer'] });
    assert.deepStrictEqual(row, {
      N: 42, F: -1.25, T: "it's ☃", B: true, D: '2024-02-29', TM: '12:34:56',
      NTZ: '2024-02-29 12:34:56.789', TZ: '2024-02-29 12:34:56.789 +0530', BIN: '00FF',
      V: { a: [1, null] }, NOTHING: null,
    });
  });

  test('numbered bindings', async () => {
    assert.strictEqual(await session.value("SELECT :2 || '-' || :1 || '-' || :2", ['a', 'b']), 'b-a-b');
  });

  test('a Date is bound as its JSON text', async () => {
    const at = new Date('2024-02-29T12:34:56.789Z');
    const row = (await session.rows('SELECT ?::TIMESTAMP_TZ AS z', [at]))[0];
    assert.strictEqual(row.Z.getTime(), at.getTime());
  });

  test('an object is bound as VARIANT', async () => {
    assert.deepStrictEqual(await session.value('SELECT ?', [{ a: [1, 'x'] }]), { a: [1, 'x'] });
  });

  test('rows of an array binding', async () => {
    await session.rows('CREATE TABLE bulk (n NUMBER, t VARCHAR, b BOOLEAN)');
    const { statement } = await session.run('INSERT INTO bulk VALUES (?, ?, ?)',
      [[1, 'a', true], [2, null, false], [3, '', null]]);
    assert.strictEqual(statement.getNumUpdatedRows(), 3);
    assert.deepStrictEqual(await session.rows('SELECT * FROM bulk ORDER BY n'), [
      { N: 1, T: 'a', B: true }, { N: 2, T: null, B: false }, { N: 3, T: '', B: null }]);
  });

  // Nothing to bind leaves the driver's request without values, or with as many as an empty row has.
  for (const [title, binds] of [['no rows', []], ['an empty row', [[]]], ['empty rows', [[], []]]]) {
    test(`${title} of an array binding`, async () => {
      await session.rows('CREATE OR REPLACE TABLE bulk_of_none (n NUMBER, t VARCHAR)');
      await assert.rejects(session.run('INSERT INTO bulk_of_none VALUES (?, ?)', binds), (error) => {
        assert.strictEqual(error.code, '002049');
        assert.match(error.message, /error line 1 at position 33\nBind variable \? not set\./);
        return true;
      });
      assert.deepStrictEqual(await session.rows('SELECT * FROM bulk_of_none'), []);
      assert.strictEqual(await session.value('SELECT 1', binds), 1);
    });
  }

  test('rows by the thousand', async () => {
    await session.rows('CREATE TABLE staged (n NUMBER, t VARCHAR)');
    const values = Array.from({ length: 40000 }, (_, i) => [i, i % 10 === 0 ? null : `row "${i}", of many`]);
    const { statement } = await session.run('INSERT INTO staged VALUES (?, ?)', values);
    assert.strictEqual(statement.getNumUpdatedRows(), 40000);
    assert.deepStrictEqual(
      await session.rows("SELECT COUNT(*) AS c, COUNT(t) AS k, SUM(n) AS s, MAX(IFF(n = 39999, t, NULL)) AS t FROM staged"),
      [{ C: 40000, K: 36000, S: 799980000, T: 'row "39999", of many' }]);
  });

  const LARGE = "SELECT SEQ4() AS n, REPEAT('x', 50) || SEQ4() AS t FROM TABLE(GENERATOR(ROWCOUNT => 200000)) ORDER BY n";

  test('a large result in chunks', async () => {
    const { statement, rows } = await session.run(LARGE);
    assert.strictEqual(statement.getNumRows(), 200000);
    assert.strictEqual(rows.length, 200000);
    rows.forEach((row, i) => assert.ok(row.N === i && row.T === `${'x'.repeat(50)}${i}`, `row ${i}`));
  });

  test('a large result as a stream, and a part of it', async () => {
    const { statement } = await session.run(LARGE, undefined, { streamResult: true });
    let count = 0;
    for await (const row of statement.streamRows()) assert.strictEqual(row.N, count++);
    assert.strictEqual(count, 200000);
    const part = [];
    for await (const row of statement.streamRows({ start: 99998, end: 100001 })) part.push(row.N);
    assert.deepStrictEqual(part, [99998, 99999, 100000, 100001]);
  });

  const ERRORS = [
    ['SELEC 1', '001003', '42000', /syntax error/],
    ['SELECT nothing_like_it', '000904', '42000', /invalid identifier 'NOTHING_LIKE_IT'/],
    ['SELECT * FROM nothing_like_it', '002003', '42S02', /does not exist or not authorized/],
    ["SELECT 'x'::NUMBER", '100038', '22018', /Numeric value 'x' is not recognized/],
    ['SELECT 1 / 0', '100051', '22012', /Division by zero/],
  ];
  for (const [sql, code, sqlState, message] of ERRORS) {
    test(`error ${code} of ${sql}`, async () => {
      await assert.rejects(session.rows(sql), (error) => {
        assert.strictEqual(error.code, code);
        assert.strictEqual(error.sqlState, sqlState);
        assert.match(error.message, message);
        assert.match(error.data.queryId, /^[0-9a-f-]{36}$/);
        return true;
      });
    });
  }

  test('transactions', async () => {
    const count = () => session.value('SELECT COUNT(*) FROM ledger');
    await session.rows('CREATE TABLE ledger (n NUMBER)');
    await session.rows('BEGIN');
    await session.rows('INSERT INTO ledger VALUES (1)');
    assert.strictEqual(await count(), 1);
    await session.rows('ROLLBACK');
    assert.strictEqual(await count(), 0);
    await session.rows('ALTER SESSION SET AUTOCOMMIT = FALSE');
    await session.rows('INSERT INTO ledger VALUES (2)');
    await session.rows('COMMIT');
    await session.rows('INSERT INTO ledger VALUES (3)');
    await session.rows('ROLLBACK');
    await session.rows('ALTER SESSION SET AUTOCOMMIT = TRUE');
    assert.strictEqual(await count(), 1);
  });

  // The driver calls `complete` for each statement, after NextResult has asked for the next.
  function runSeveral(sqlText, count) {
    return new Promise((done, failed) => {
      const results = [];
      session.connection.execute({
        sqlText,
        parameters: { MULTI_STATEMENT_COUNT: count },
        complete: (error, statement, rows) => {
          if (error) return failed(error);
          results.push(rows);
          return statement.hasNext() ? statement.NextResult() : done(results);
        },
      });
    });
  }

  test('several statements of one request', async () => {
    const results = await runSeveral('CREATE TABLE several (n NUMBER); INSERT INTO several VALUES (1), (2); '
      + 'SELECT SUM(n) AS s FROM several;', 3);
    assert.deepStrictEqual(results, [
      [{ status: 'Table SEVERAL successfully created.' }], [{ 'number of rows inserted': 2 }], [{ S: 3 }]]);
    await assert.rejects(runSeveral('SELECT 1; SELECT 2', 3), (error) => error.code === '000008');
  });

  test('cancelling a running statement', async () => {
    let statement;
    const outcome = session.run(LONG_QUERY, undefined, {}, (begun) => { statement = begun; })
      .then(() => null, (error) => error);
    await sleep(1000);
    await new Promise((done, failed) => statement.cancel((error) => (error ? failed(error) : done())));
    const error = await outcome;
    assert.strictEqual(error?.code, '000604');
    assert.strictEqual(error.sqlState, '57014');
    assert.strictEqual(await session.value('SELECT 1'), 1);
  });

  test('an asynchronous query', async () => {
    const { statement } = await session.run("SELECT SYSTEM$WAIT(2) AS waited", undefined, { asyncExec: true });
    const queryId = statement.getQueryId();
    const { connection } = session;
    assert.ok(connection.isStillRunning(await connection.getQueryStatus(queryId)));
    const result = await connection.getResultsFromQueryId({ queryId });
    const rows = [];
    for await (const row of result.streamRows()) rows.push(row);
    assert.deepStrictEqual(rows, [{ WAITED: 'waited 2 seconds' }]);
    assert.strictEqual(await connection.getQueryStatus(queryId), 'SUCCESS');
  });

  test('an asynchronous query that fails', async () => {
    const { statement } = await session.run('SELECT 1 / 0', undefined, { asyncExec: true });
    await assert.rejects(session.connection.getResultsFromQueryId({ queryId: statement.getQueryId() }),
      /Division by zero/);
  });

  test('the result of an earlier query by its id', async () => {
    const { statement } = await session.run('SELECT 7 AS a');
    const again = await session.connection.getResultsFromQueryId({ queryId: statement.getQueryId() });
    const rows = [];
    for await (const row of again.streamRows()) rows.push(row);
    assert.deepStrictEqual(rows, [{ A: 7 }]);
  });
});

// The ways to log in, and what a session then is.
'use strict';

const assert = require('node:assert');
const { generateKeyPairSync } = require('node:crypto');
const { test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { asGuest, assertRefused, assertUser } = require('./session');

test('by key pair', async () => {
  const pair = () => generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const [right, wrong] = [pair(), pair()];
  await asGuest((session) => session.rows(
    `CREATE OR REPLACE USER node_keys RSA_PUBLIC_KEY = '${right.publicKey.toString('base64')}'`));
  const options = { username: 'node_keys', authenticator: 'SNOWFLAKE_JWT' };
  await assertUser('NODE_KEYS', { ...options, privateKey: right.privateKey });
  await assertRefused(/^394304 /, { ...options, privateKey: wrong.privateKey });
});

test('by access token', async () => {
  const [{ token_secret: token }] = await asGuest(async (session) => {
    await session.rows('CREATE OR REPLACE USER node_tokens');
    return session.rows('ALTER USER node_tokens ADD PROGRAMMATIC ACCESS TOKEN t');
  });
  const options = { username: 'node_tokens', authenticator: 'PROGRAMMATIC_ACCESS_TOKEN' };
  await assertUser('NODE_TOKENS', { ...options, token });
  await assertRefused(/^394400 /, { ...options, token: `${token}0` });
});

test('tokens are renewed', () => asGuest(async (session) => {
  const id = await session.value('SELECT CURRENT_SESSION()');
  for (let i = 0; i < 2; i++) {
    await sleep(1200);
    assert.strictEqual(await session.value('SELECT CURRENT_SESSION()'), id);
  }
  await new Promise((done, failed) =>
    session.connection.heartbeat((error) => (error ? failed(error) : done())));
  assert.strictEqual(await session.connection.isValidAsync(), true);
}, { port: Number(process.env.SNOWGLOBE_HASTY_PORT) }));

test('query tags and options of a session', () => asGuest(async (session) => {
  await session.rows('CREATE OR REPLACE DATABASE node_tags');
  await session.rows('SELECT 8');
  assert.deepStrictEqual(await session.rows(
    'SELECT query_text AS q, query_tag AS t FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION()) '
    + "WHERE query_text = 'SELECT 8'"), [{ Q: 'SELECT 8', T: 'nightly' }]);
}, { queryTag: 'nightly', clientSessionKeepAlive: true }));

test('a statement is described without being run', () => asGuest(async (session) => {
  await session.rows('CREATE OR REPLACE DATABASE node_described');
  await session.rows('CREATE TABLE t (n NUMBER(5, 2), s VARCHAR)');
  const { statement } = await session.run('INSERT INTO t SELECT 1, ?', ['x'], { describeOnly: true });
  assert.deepStrictEqual(statement.getColumns().map((column) => column.getName()), ['number of rows inserted']);
  assert.strictEqual(await session.value('SELECT COUNT(*) FROM t'), 0);
}));

// The ways to log in that a browser, an issuer of tokens or an authenticator app takes part in.
'use strict';

const assert = require('node:assert');
const { createHmac, createSign, generateKeyPairSync } = require('node:crypto');
const { test } = require('node:test');
const { asGuest, assertRefused, assertUser } = require('./session');

const httpUrl = `http://127.0.0.1:${process.env.SNOWGLOBE_HTTP_PORT}`;

// What an authenticator app shows for that address (RFC 6238), some steps from now.
function passcode(address, steps = 0) {
  const digits = [...new URL(address).searchParams.get('secret').replace(/=+$/, '')]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(digits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
  const sum = createHmac('sha1', secret).update(step).digest();
  return String((sum.readUInt32BE(sum.at(-1) & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

test('by passcode', async () => {
  const address = await asGuest(async (session) => {
    await session.rows("CREATE OR REPLACE USER node_mfa PASSWORD = 'x'");
    return session.value('ALTER USER node_mfa ENROLL MFA');
  });
  const options = { username: 'node_mfa', password: 'x', authenticator: 'USERNAME_PASSWORD_MFA' };
  await assertRefused(/^394508 /, options);
  await assertRefused(/^390127 /, { ...options, passcode: passcode(address, 9) });
  await assertUser('NODE_MFA', { ...options, passcode: passcode(address) });
  const inside = { ...options, passcodeInPassword: true };
  await assertUser('NODE_MFA', { ...inside, password: `x${passcode(address, 1)}` });
  await assertRefused(/^390127 /, { ...inside, password: `x${passcode(address, 9)}` });
});

test('by token of an issuer', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const plain = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const issued = (issuer) => {
    const text = `${plain({ alg: 'RS256', typ: 'JWT' })}.${plain({
      iss: issuer, sub: 'node_issued', scp: 'session:role:public', iat: now, exp: now + 60,
    })}`;
    return `${text}.${createSign('sha256').update(text).sign(privateKey, 'base64url')}`;
  };
  await asGuest(async (session) => {
    await session.rows('CREATE OR REPLACE USER node_issued DEFAULT_ROLE = PUBLIC');
    await session.rows(`CREATE OR REPLACE SECURITY INTEGRATION node_issuer TYPE = EXTERNAL_OAUTH ENABLED = TRUE
      EXTERNAL_OAUTH_TYPE = CUSTOM EXTERNAL_OAUTH_ISSUER = 'https://node.example.com'
      EXTERNAL_OAUTH_TOKEN_USER_MAPPING_CLAIM = 'sub'
      EXTERNAL_OAUTH_SNOWFLAKE_USER_MAPPING_ATTRIBUTE = 'LOGIN_NAME'
      EXTERNAL_OAUTH_RSA_PUBLIC_KEY = '${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}'`);
  });
  const options = { username: 'node_issued', authenticator: 'OAUTH', token: issued('https://node.example.com') };
  await assertUser('NODE_ISSUED', options);
  await assertRefused(/^390303 /, { ...options, token: issued('https://other.example.com') });
  await assertRefused(/^390309 /, { ...options, username: 'snowglobe' });
});

// A client of the server's own OAuth and the user that it is: id and secret.
function oauthClient(name) {
  return asGuest(async (session) => {
    await session.rows(`CREATE OR REPLACE SECURITY INTEGRATION ${name} TYPE = OAUTH ENABLED = TRUE
      OAUTH_CLIENT = CUSTOM OAUTH_CLIENT_TYPE = 'CONFIDENTIAL' OAUTH_REDIRECT_URI = 'https://app.example.com/back'`);
    await session.rows(`CREATE OR REPLACE USER ${name} TYPE = SERVICE DEFAULT_ROLE = PUBLIC`);
    const shown = JSON.parse(await session.value(`SELECT SYSTEM$SHOW_OAUTH_CLIENT_SECRETS('${name.toUpperCase()}')`));
    return [shown.OAUTH_CLIENT_ID, shown.OAUTH_CLIENT_SECRET];
  });
}

test('by token of the server', async () => {
  const client = await oauthClient('node_own');
  const answer = await fetch(`${httpUrl}/oauth/token-request`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(client.join(':')).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const token = (await answer.json()).access_token;
  const options = { username: 'node_own', authenticator: 'OAUTH', token };
  await assertUser('NODE_OWN', options);
  await assertRefused(/^390303 /, { ...options, token: `${token}x` });
});

test('by client credentials', async () => {
  const [oauthClientId, oauthClientSecret] = await oauthClient('node_client');
  const options = {
    username: 'node_client', authenticator: 'OAUTH_CLIENT_CREDENTIALS', role: 'PUBLIC', oauthClientId, oauthClientSecret,
    oauthTokenRequestUrl: `${httpUrl}/oauth/token-request`, oauthHttpAllowed: true,
  };
  await assertUser('NODE_CLIENT', options);
  await assertRefused(/status code 401/, { ...options, oauthClientSecret: `${oauthClientSecret}x` });
});

const browsers = {
  // The driver asks for the address of the sign-in at https and `host` alone: the port has to be in there.
  EXTERNALBROWSER: [/390191/, {
    host: `127.0.0.1:${process.env.SNOWGLOBE_HTTPS_PORT}`,
    accessUrl: `https://127.0.0.1:${process.env.SNOWGLOBE_HTTPS_PORT}`,
  }],
  // It is LOCAL_APPLICATION by itself at hosts of snowflakecomputing.com alone.
  OAUTH_AUTHORIZATION_CODE: [/^390309 /, {
    role: 'PUBLIC', oauthHttpAllowed: true, oauthClientId: 'LOCAL_APPLICATION', oauthClientSecret: 'LOCAL_APPLICATION',
  }],
};
for (const [authenticator, [reason, more]] of Object.entries(browsers)) {
  test(`by browser: ${authenticator}`, async () => {
    await asGuest((session) => session.rows(
      "CREATE USER IF NOT EXISTS visitor PASSWORD = 'visitor''s' DEFAULT_ROLE = PUBLIC"));
    await assertUser('VISITOR', { username: 'visitor', authenticator, ...more });
    await assertRefused(reason, { username: 'snowglobe', authenticator, ...more });
  });
}

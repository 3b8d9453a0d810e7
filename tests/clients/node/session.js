// Connections of the tests: the driver's callbacks as promises.
'use strict';

const assert = require('node:assert');
const snowflake = require('snowflake-sdk');

snowflake.configure({ logLevel: 'OFF', disableOCSPChecks: true });

function options(more) {
  return {
    account: 'local',
    username: 'snowglobe',
    password: 'snowglobe',
    host: '127.0.0.1',
    port: Number(process.env.SNOWGLOBE_HTTP_PORT),
    protocol: 'http',
    ...more,
  };
}

class Session {
  static async open(more) {
    const connection = snowflake.createConnection(options(more));
    await new Promise((done, failed) =>
      connection.connect((error) => (error ? failed(error) : done())));
    return new Session(connection);
  }

  constructor(connection) {
    this.connection = connection;
  }

  // Gives rows and the driver's statement; `begin` is told the statement as soon as it is made.
  run(sqlText, binds, more = {}, begin = () => {}) {
    return new Promise((done, failed) => {
      begin(this.connection.execute({
        sqlText,
        binds,
        ...more,
        complete: (error, statement, rows) =>
          (error ? failed(error) : done({ statement, rows })),
      }));
    });
  }

  async rows(sqlText, binds, more) {
    return (await this.run(sqlText, binds, more)).rows;
  }

  // The value of a query of one row and one column.
  async value(sqlText, binds) {
    return Object.values((await this.rows(sqlText, binds))[0])[0];
  }

  close() {
    return new Promise((done, failed) =>
      this.connection.destroy((error) => (error ? failed(error) : done())));
  }
}

// What `act` gives of a session that ends then.
async function asGuest(act, options) {
  const session = await Session.open(options);
  try {
    return await act(session);
  } finally {
    await session.close();
  }
}

// Logs in by what the options say, without a password unless they have one.
async function assertUser(name, options) {
  const session = await Session.open({ password: undefined, ...options });
  assert.strictEqual(await session.value('SELECT CURRENT_USER()'), name);
  await session.close();
}

// The driver's code, message and cause match the reason.
function assertRefused(reason, options) {
  return assert.rejects(Session.open({ password: undefined, ...options }), (error) => {
    assert.match(`${error.code} ${error.message} ${error.cause ?? ''}`, reason);
    return true;
  });
}

module.exports = { Session, asGuest, assertRefused, assertUser };

// How each client connects: the pages of docs/clients, with this server's own host, port, account and user in them.
import cli from '../../../docs/clients/cli.md?raw';
import dbt from '../../../docs/clients/dbt.md?raw';
import go from '../../../docs/clients/go.md?raw';
import jdbc from '../../../docs/clients/jdbc.md?raw';
import node from '../../../docs/clients/node.md?raw';
import pandas from '../../../docs/clients/pandas.md?raw';
import python from '../../../docs/clients/python.md?raw';
import snowpark from '../../../docs/clients/snowpark.md?raw';
import sqlApi from '../../../docs/clients/sql-api.md?raw';
import sqlalchemy from '../../../docs/clients/sqlalchemy.md?raw';
import type { Server } from '../api/server';

export interface Client {
  id: string;
  title: string;
  page: string;
  language: string; // Of the block to show: the page's first in it.
}

export const clients: Client[] = [
  { id: 'python', title: 'Python', page: python, language: 'python' },
  { id: 'sqlalchemy', title: 'SQLAlchemy', page: sqlalchemy, language: 'python' },
  { id: 'pandas', title: 'pandas', page: pandas, language: 'python' },
  { id: 'dbt', title: 'dbt', page: dbt, language: 'yaml' },
  { id: 'snowpark', title: 'Snowpark', page: snowpark, language: 'python' },
  { id: 'go', title: 'Go', page: go, language: 'go' },
  { id: 'jdbc', title: 'JDBC', page: jdbc, language: 'java' },
  { id: 'node', title: 'Node', page: node, language: 'js' },
  { id: 'cli', title: 'snow CLI', page: cli, language: 'sh' },
  { id: 'curl', title: 'curl (SQL API)', page: sqlApi, language: 'sh' },
];

export interface Place {
  host: string;
  port: number;
  account: string;
  user: string;
  password: string;
}

// Where this server's drivers go: by HTTP, as docs/clients writes it, if there is such a port.
export function placeOf(server: Server, user: string): Place {
  const { reached, listening } = server;
  const port = reached.protocol === 'http' ? reached.port : listening.httpPort ?? reached.port;

  return {
    host: reached.host,
    port,
    account: server.account.toLowerCase(),
    user: user.toLowerCase(),
    password: server.isDefaultPasswordInUse && user === 'SNOWGLOBE' ? 'snowglobe' : 'YOUR-PASSWORD',
  };
}

function block(page: string, language: string): string {
  const found = new RegExp('^```' + language + '\\n([\\s\\S]*?)^```', 'm').exec(page);
  if (!found) throw new Error(`The page has no block of ${language}.`);
  return found[1].trimEnd();
}

const inAddress = (host: string) => (host.includes(':') ? `[${host}]` : host);

export const snippet = (client: Client, place: Place): string =>
  block(client.page, client.language)
    .replaceAll('snowglobe:snowglobe@', `${encodeURIComponent(place.user)}:${encodeURIComponent(place.password)}@`)
    .replace(/(user(?:name)?\W{1,4})snowglobe/g, (_, before) => before + place.user)
    .replace(/(password\W{1,4})snowglobe/g, (_, before) => before + place.password)
    .replace(/(account\W{1,4})local\b/g, (_, before) => before + place.account)
    .replace(/127\.0\.0\.1(?=:)/g, () => inAddress(place.host))
    .replaceAll('127.0.0.1', place.host)
    .replaceAll('8084', String(place.port));

// What the page says of HTTPS, without its marks; empty: nothing, or the server has none.
export function httpsNote(client: Client, server: Server): string {
  const paragraph = client.page.split(/\n\n/).find((one) => one.includes('Over HTTPS'));
  if (!paragraph || !server.listening.httpsPort) return '';
  return paragraph
    .slice(paragraph.indexOf('Over HTTPS'))
    .replace(/[`\n]/g, (mark) => (mark === '\n' ? ' ' : ''))
    .replace(/:$/, '.')
    .replaceAll('127.0.0.1', inAddress(server.reached.host))
    .replaceAll('8443', String(server.listening.httpsPort))
    .replaceAll('data/tls/ca.pem', `${server.dataFolder ?? 'data'}/tls/ca.pem`);
}

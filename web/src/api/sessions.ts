// Who is here, and ending sessions.
import { get, post, postAtEnd } from './client';

export interface SessionQuery {
  queryId: string;
  status: 'running' | 'queued';
  startedOn: number;
  sql: string;
}

export interface SessionRow {
  id: string;
  user: string;
  isOwn: boolean;
  client: { application: string | null; version: string | null; driver: string | null; driverVersion: string | null };
  role: string | null;
  warehouse: string | null;
  database: string | null;
  schema: string | null;
  createdOn: number;
  lastUsedOn: number;
  expiresOn: number;
  remoteAddress: string | null;
  isEncrypted: boolean;
  running: SessionQuery[];
}

export interface Sessions {
  sessions: SessionRow[];
  isAll: boolean;
}

export const sessions = (signal?: AbortSignal): Promise<Sessions> => get('/api/sessions', signal);

const closePath = (id: string) => `/api/sessions/${encodeURIComponent(id)}/close`;

export const closeSession = (id: string): Promise<{ closed: boolean }> => post(closePath(id));

// Of one that the page itself needs no more, and which may have ended already: a transaction may be open in it.
export const leaveSession = (id: string): Promise<void> => postAtEnd(closePath(id));

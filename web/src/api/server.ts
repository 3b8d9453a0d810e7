// What the server is.
import { get } from './client';

export interface Server {
  version: string;
  snowflakeVersion: string;
  engineVersion: string;
  account: string;
  region: string;
  reached: { protocol: 'http' | 'https'; host: string; port: number };
  startedOn: number;
  dataFolder: string | null;
  isInMemory: boolean;
  listening: { host: string; httpPort: number | null; httpsPort: number | null };
  limits: { memoryBytes: number | null; threads: number };
  tls: { fingerprint: string; subject: string; notAfterOn: number; isSelfSigned: boolean } | null;
  authentication: string[];
  isDefaultPasswordInUse: boolean;
}

export const server = (signal?: AbortSignal): Promise<Server> => get('/api/server', signal);

// What of the server's security somebody should do something about.
import type { Server } from '../api/server';

export interface Warning {
  title: string;
  words: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const SOON_DAYS = 30;
const LOCAL = ['127.0.0.1', '::1', 'localhost'];

export function warningsOf(server: Server, now: number): Warning[] {
  const warnings: Warning[] = [];
  const days = server.tls ? Math.floor((server.tls.notAfterOn - now) / DAY_MS) : null;

  if (server.isDefaultPasswordInUse)
    warnings.push({ title: 'Default password', words: 'User snowglobe with password snowglobe may log in from this machine.' });
  if (days !== null && days < 0) warnings.push({ title: 'Certificate expired', words: 'Clients refuse it. A certificate of the server’s own is made anew at its next start.' });
  else if (days !== null && days < SOON_DAYS) warnings.push({ title: 'Certificate expires', words: `It is valid for ${days} days more.` });
  if (!LOCAL.includes(server.listening.host) && server.listening.httpPort !== null)
    warnings.push({ title: 'HTTP for other machines', words: `Passwords travel unencrypted to port ${server.listening.httpPort}: use HTTPS, or --http-port off.` });
  if (server.isInMemory) warnings.push({ title: 'In memory', words: 'All is gone when the server stops: start it with --data.' });
  return warnings;
}

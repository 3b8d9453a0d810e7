// Signing in and out.
import { get, post } from './client';

export interface Me {
  user: string;
  role: string | null;
  warehouse: string | null;
  database: string | null;
  schema: string | null;
}

export const me = (): Promise<Me> => get('/api/me');

export const login = (user: string, password: string, passcode: string): Promise<Me> =>
  post('/api/login', { user, password, passcode });

export const logout = (): Promise<void> => post('/api/logout');

// Who is signed in.
import { reactive } from 'vue';
import { ApiError, onSignedOut } from '../api/client';
import { type Me, logout, me } from '../api/login';
import { reachable } from './connection';

export const account = reactive({
  me: null as Me | null,
  isAsking: true,
  hasEnded: false, // Somebody was signed in, but the server knows him no more.
});

onSignedOut(() => {
  account.hasEnded = account.me !== null;
  account.me = null;
});

export function signedIn(user: Me) {
  account.me = user;
  account.hasEnded = false;
}

export async function findAccount() {
  for (;;) {
    try {
      signedIn(await me());
      break;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) break;
      if (error.status !== 0) throw error;
      await reachable();
    }
  }
  account.isAsking = false;
}

export async function signOut() {
  await logout();
  account.me = null;
}

// Requests to the server's API (docs/api.md), and what may go wrong with any of them.
import { answered, lost } from '../state/connection';

export interface ServerError {
  code: string;
  sqlState: string;
  message: string;
  line?: number; // From 1.
  column?: number; // From 0, in bytes of UTF-8.
}

export class ApiError extends Error {
  readonly status: number; // 0: the server cannot be reached.
  readonly error: ServerError;

  constructor(status: number, error: ServerError) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

export interface Reply {
  status: number;
  json: any;
  headers: Headers;
}

const said = (message: string): ServerError => ({ code: '', sqlState: '', message });

let signedOut = () => {};

// Who is to know that the server answered 401.
export function onSignedOut(handler: () => void) {
  signedOut = handler;
}

// One request; a caller's own AbortError passes, all else that fails is an ApiError.
export async function send(path: string, init: RequestInit): Promise<Response> {
  const began = performance.now();
  let response: Response;

  try {
    response = await fetch(path, init);
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    lost();
    throw new ApiError(0, said('The server cannot be reached.'));
  }
  answered(performance.now() - began);
  return response;
}

const jsonBody = (body: unknown): RequestInit => ({ headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

export async function ask(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Reply> {
  const response = await send(path, { method, signal, ...(body === undefined ? {} : jsonBody(body)) });
  const json = await response.json().catch((error: Error) => {
    if (error.name === 'AbortError') throw error;
    return {}; // Something between here and the server answered, not in JSON: the status says what.
  });

  // 422 is a statement that failed: an answer like others.
  if (response.ok || response.status === 422) return { status: response.status, json, headers: response.headers };
  if (response.status === 401) signedOut();
  throw new ApiError(response.status, json.error ?? said(`The server answers ${response.status}.`));
}

// An answer that is no JSON, but where it refuses.
export async function fetchFile(path: string, signal?: AbortSignal): Promise<Response> {
  const response = await send(path, { signal });

  if (response.ok) return response;
  if (response.status === 401) signedOut();
  const json = await response.json().catch(() => ({}));
  throw new ApiError(response.status, json.error ?? said(`The server answers ${response.status}.`));
}

export const get = async <T>(path: string, signal?: AbortSignal): Promise<T> => (await ask('GET', path, undefined, signal)).json;

export const post = async <T>(path: string, body: unknown = {}, signal?: AbortSignal): Promise<T> =>
  (await ask('POST', path, body, signal)).json;

// What the server is told even if the page goes at once; nobody waits for the answer.
export async function postAtEnd(path: string, body: unknown = {}) {
  try {
    await send(path, { method: 'POST', keepalive: true, ...jsonBody(body) });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error; // The banner tells that the server is gone.
  }
}

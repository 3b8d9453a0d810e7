// A file of this machine into the user's own stage.
import { ApiError } from './client';

export interface Uploaded {
  folder: string; // '@~/snowglobe_dashboard/.../'
  stage: string; // The file in it.
  bytes: number;
}

export const MOST_BYTES = 2 ** 30;

// XMLHttpRequest alone tells how much was sent.
export function upload(file: Blob, name: string, sent: (share: number) => void, signal: AbortSignal): Promise<Uploaded> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (status: number, message: string) => reject(new ApiError(status, { code: '', sqlState: '', message }));

    request.open('PUT', `/api/uploads/${encodeURIComponent(name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = (event) => sent(event.total ? event.loaded / event.total : 0);
    request.onload = () => {
      if (request.status === 200) resolve(request.response);
      else fail(request.status, request.response?.error?.message ?? `The server answers ${request.status}.`);
    };
    request.onerror = () => fail(0, 'The file could not be sent: the server cannot be reached, or the file has changed.');
    request.onabort = () => reject(new DOMException('Aborted', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

// Bytes as people read them.
const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

export function sizeWords(bytes: number): string {
  let at = 0;
  while (bytes >= 1024 && at < UNITS.length - 1) {
    bytes /= 1024;
    at++;
  }
  return `${at ? bytes.toLocaleString('en', { maximumFractionDigits: 1 }) : bytes.toLocaleString('en')} ${UNITS[at]}`;
}

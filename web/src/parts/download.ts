// Gives the user a file that the page has made.
export function download(url: string, name: string) {
  const link = document.createElement('a');

  link.href = url;
  link.download = name;
  link.click();
}

export function downloadBlob(blob: Blob, name: string) {
  const url = URL.createObjectURL(blob);

  download(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // The browser reads it after this.
}

// Puts a text on the clipboard. Pages that came neither from this machine nor by HTTPS have no navigator.clipboard.
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  const before = document.activeElement as HTMLElement | null;

  area.value = text;
  area.className = 'for-readers';
  document.body.append(area);
  area.select();
  const ok = document.execCommand('copy');
  area.remove();
  before?.focus();
  if (!ok) throw new Error('The browser does not let this page use the clipboard.');
}

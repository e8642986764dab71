// The key that the link to the viewer contains (../viewer_access.h). The page keeps it for its own tab,
// and sends it in a header: neither ever goes to another server on this machine.

const STORED = "gotelemetry-view-key";

// Takes the key out of a hash, "#key=KEY" or "#key=KEY/ROUTE". Undefined if there is none.
export function splitKey(hash: string): { key: string; rest: string } | undefined {
  const [, key, rest = ""] = /^#key=([0-9A-Za-z]+)(?:\/(.*))?$/s.exec(hash) ?? [];
  return key === undefined ? undefined : { key, rest: rest === "" ? "" : `#${rest}` };
}

// Keeps the key that the address has, if any, and removes it from the address bar and the history.
export function takeKey(): void {
  const split = splitKey(location.hash);
  if (split === undefined) return;
  sessionStorage.setItem(STORED, split.key);
  history.replaceState(null, "", location.pathname + split.rest);
}

// Fetches something that was counted.
export function fetchWithKey(
  path: string,
  { headers = {}, ...options }: { headers?: Record<string, string>; cache?: RequestCache } = {},
): Promise<Response> {
  const key = sessionStorage.getItem(STORED) ?? "";
  return fetch(path, { ...options, headers: { ...headers, Authorization: `Bearer ${key}` } });
}

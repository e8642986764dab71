// Counter names that a program could use to attack the viewer of a page: a counter file can contain
// any bytes.

export const HOSTILE_NAMES = [
  "<script>globalThis.hostile = 1</script>",
  "<img src=x onerror='globalThis.hostile = 1'>",
  '"><svg onload=globalThis.hostile=1>',
  "javascript:globalThis.hostile=1",
  "{{constructor.constructor('globalThis.hostile=1')()}}",
  "a".repeat(2000),
  "long and \u202eturned around\u202c",
  "\u05e9\u05dc\u05d5\u05dd/\u05e2\u05d5\u05dc\u05dd",
  "bell\u0007 escape\u001b[31m zero\u200bwidth",
  '=HYPERLINK("http://evil.example")',
  "__proto__",
  "constructor",
  "\ud83d\ude00".repeat(40),
];

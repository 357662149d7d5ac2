// The time zone a new account begins in: the browser's, where it knows one; the server checks the name.
for (const field of document.querySelectorAll("input[data-time-zone]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

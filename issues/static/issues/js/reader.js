// The light and dark switch: without this module the pages follow the system.
// The choice is a cookie, so that the server writes it into the next page and nothing flickers.
// So is the reader's time zone: what is overdue depends on the day that it is where they are.

const secure = location.protocol === "https:" ? "; secure" : "";
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) document.cookie = `tz=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;

const root = document.documentElement;
const button = document.querySelector("[data-theme-switch]");

function dark() {
  if (root.dataset.theme) return root.dataset.theme === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function say() {
  button.textContent = dark() ? "Light pages" : "Dark pages";
}

if (button) {
  button.hidden = false;
  say();
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax${secure}`;
    say();
  });
}

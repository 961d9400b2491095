// The light and dark switch: without this module the pages follow the system.
// The choice is a cookie, so that the server writes it into the next page and nothing flickers.

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
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax${secure}`;
    say();
  });
}

// What makes editing quick, and what no editing needs: every form works without this module.
//
//   Ctrl or Cmd + Enter saves; Escape and Cancel close a form that stands in a page, and the
//   focus goes back to what opened it. In a list of choices its number picks one (only there, so
//   no key is taken from anything else), and the focus goes on to what is still to be filled in.

const openers = new WeakMap();

document.addEventListener("htmx:beforeRequest", (event) => {
  const host = document.querySelector(event.target.getAttribute("hx-target") || "none");
  if (host?.matches("[data-host]")) openers.set(host, event.target);
});

for (const name of ["DOMContentLoaded", "htmx:load"]) {
  document.addEventListener(name, () => {
    for (const keys of document.querySelectorAll("[data-keys][hidden]")) keys.hidden = false;
  });
}
for (const keys of document.querySelectorAll("[data-keys][hidden]")) keys.hidden = false;

document.addEventListener("keydown", (event) => {
  const form = event.target.closest("[data-editor]");
  if (!form || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Escape") {
    close(form);
  } else if (/^[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
    pick(event, Number(event.key) - 1);
  }
});

document.addEventListener("click", (event) => {
  const cancel = event.target.closest("[data-close]");
  if (cancel && close(cancel.closest("[data-editor]"))) event.preventDefault();
  const label = event.target.closest("[data-digits] label");
  if (label && event.detail > 0) onwards(label.closest("[data-editor]"));
});

function close(form) {
  const host = form.closest("[data-host]");
  if (!host) return false;
  host.replaceChildren();
  openers.get(host)?.focus();
  return true;
}

function pick(event, index) {
  const group = event.target.matches("[type=radio]") && event.target.closest("[data-digits]");
  const choice = group && group.querySelectorAll("[type=radio]")[index];
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  choice.focus();
  onwards(group.closest("[data-editor]"));
}

function onwards(form) {
  const open = [...form.querySelectorAll("[data-digits]")].find(
    (group) => !group.querySelector(":checked"),
  );
  const next = open ? open.querySelector("[type=radio]") : form.querySelector("textarea");
  next?.focus();
}

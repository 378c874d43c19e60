// What every page does: menus close, dangerous deeds ask, a form is sent once, faults of htmx are said.
const english = document.documentElement.lang === "en";
const say = (zh, en) => (english ? en : zh);

// menus: Escape and a click elsewhere close them, the key gives the focus back
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// <button data-confirm="…"> or <form data-confirm="…"> asks first; a form is not sent twice
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
}, true);
// after the form's own listeners: what they have taken over (htmx, the grid) is not locked, nor a download, which leaves the page standing
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.hasAttribute("hx-post") || form.hasAttribute("data-download") || form.method === "get") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => event.submitter && event.submitter.setAttribute("aria-busy", "true"));
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});

// <select data-submit> sends its form when another choice is made (a button stands there for browsers without script)
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit], input[data-submit]")) event.target.form.requestSubmit();
});

// <input data-check-all="name"> ticks the boxes of that name in its form
document.addEventListener("change", (event) => {
  const name = event.target.dataset && event.target.dataset.checkAll;
  if (!name) return;
  for (const box of event.target.form.querySelectorAll(`input[type="checkbox"][name="${name}"]`)) box.checked = event.target.checked;
});

// <button data-print>, <button data-opens="id of a dialog">, <button data-closes>
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-print], [data-opens], [data-closes], [data-copies]");
  if (!button) return;
  if (button.hasAttribute("data-print")) window.print();
  if (button.dataset.opens) document.getElementById(button.dataset.opens).showModal();
  if (button.hasAttribute("data-closes")) button.closest("dialog").close();
  if (button.dataset.copies) navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent.trim());
});

// what cannot be read whole by keyboard becomes reachable: a region that scrolls takes the focus
function reach() {
  for (const region of document.querySelectorAll(".scroll, pre")) {
    const scrolls = region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight;
    if (scrolls && !region.hasAttribute("tabindex")) region.tabIndex = 0;
  }
}
reach();
window.addEventListener("resize", reach);

// htmx: an answer that is a fault is said above the page
function tell(text) {
  const messages = document.getElementById("messages");
  const line = document.createElement("div");
  line.className = "message error";
  line.setAttribute("role", "alert");
  line.textContent = text;
  messages.replaceChildren(line);
}
document.addEventListener("htmx:afterSettle", reach);
document.addEventListener("htmx:sendError", () => tell(say("连不上服务器，请检查网络；稍后会再试。", "The server does not answer; please check the network.")));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 401 || status === 403) tell(say("没有权限，或登录已过期，请刷新页面。", "Not permitted, or the login has expired; please load the page again."));
  else if (status === 429) tell(say("操作过于频繁，请稍等几分钟。", "Too many requests; please wait a few minutes."));
  else tell(say(`服务器没有办成（${status}），请刷新后再试。`, `The server could not do it (${status}); please load the page again.`));
});

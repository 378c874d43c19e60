// Saves cells by themselves: soon after typing, again and again while the server is away, and keeps in this browser what is not saved yet.
import { say } from "./words.js";

const SOON = 900, LATER = [2000, 4000, 8000, 15000, 30000];

export class Saving {
  // sheet: { form, cells: Map(key → cell), apply(answer, sent), restore(key, kept) }; a cell is {key,row,item,part,value(),saved,base,refused}
  constructor(sheet, tell) {
    this.sheet = sheet;
    this.tell = tell;
    this.url = sheet.form.dataset.cells;
    this.since = Number(sheet.form.dataset.revision);
    this.token = sheet.form.querySelector("[name=csrfmiddlewaretoken]").value;
    this.store = `jiaodu:fill:${sheet.form.dataset.user}:${sheet.form.dataset.task}`;
    this.timer = 0;
    this.tries = 0;
    this.busy = false;
    this.stopped = false;
    this.seconds = 0;
    this.unanswered = null;
    window.addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") this.leave(); });
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("beforeunload", (event) => {
      if (!this.keeps && this.dirty().length) event.preventDefault();
    });
  }

  get keeps() { return this.kept !== false; }

  dirty() { return [...this.sheet.cells.values()].filter((cell) => cell.value() !== cell.saved && cell.value() !== cell.refused); }

  // something was typed
  touch(pause = SOON) {
    this.keep();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), pause);
    if (!this.busy && !this.stopped) this.tell("typing", say("正在填写…", "typing…"));
  }

  // what is not saved stays in this browser until it is
  keep() {
    const cells = {};
    for (const cell of this.sheet.cells.values()) if (cell.value() !== cell.saved) cells[cell.key] = { text: cell.value(), base: cell.base, rowKey: cell.rowKey || "" };
    try {
      if (Object.keys(cells).length) localStorage.setItem(this.store, JSON.stringify(cells));
      else localStorage.removeItem(this.store);
      this.kept = true;
    } catch { this.kept = false; }
  }

  // what an earlier page of this person could not save
  restore() {
    let kept = {};
    try { kept = JSON.parse(localStorage.getItem(this.store) || "{}"); } catch { return 0; }
    let count = 0;
    for (const [key, one] of Object.entries(kept)) if (this.sheet.restore(key, one)) count++;
    this.keep();
    if (count) this.touch(200);
    return count;
  }

  async now() {
    clearTimeout(this.timer);
    if (this.busy || this.stopped) return;
    const cells = this.dirty();
    if (!cells.length && !this.unanswered) return;
    this.busy = true;
    this.tell("saving", say("正在保存…", "saving…"));
    // what was sent without an answer may have arrived: it goes first, as it was, so that what was typed since is not taken for another's
    const sent = this.unanswered || cells.map((cell) => ({ cell, text: cell.value() }));
    this.unanswered = sent;
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token, Accept: "application/json" },
        body: this.body(sent), credentials: "same-origin", redirect: "manual",
      });
      await this.answered(answer, sent);
    } catch (error) {
      if (!(error instanceof TypeError)) console.error(error);
      this.again(say("连不上服务器，所填内容已留在本机，会自动重试", "the server does not answer; what you typed is kept in this browser and will be sent again"));
    } finally {
      this.busy = false;
    }
    if (!this.tries && this.dirty().length) this.touch();
  }

  body(sent) {
    const changes = sent.map(({ cell, text }) => ({ row: cell.rowKey ? 0 : cell.row, key: cell.rowKey || "", item: cell.item, [cell.part]: text, base: cell.base, via: cell.via || "typed" }));
    return JSON.stringify({ since: this.since, changes });
  }

  async answered(answer, sent) {
    if (answer.status < 500 && answer.status !== 408) this.unanswered = null;
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      this.stop(say("登录已过期或没有权限；所填内容留在本机，请在新窗口登录后点“保存”", "the login has expired or you may not; what you typed is kept in this browser: log in again in another window, then press Save"));
      return;
    }
    if (answer.status === 409 || answer.status === 400) {
      const found = await answer.json().catch(() => ({ problems: [] }));
      this.stop((found.problems || []).map((p) => `${p.what} ${p.remedy}`).join(" ") || String(answer.status));
      return;
    }
    if (!answer.ok) {
      this.again(say(`服务器没有办成（${answer.status}），所填内容已留在本机，会自动重试`, `the server could not do it (${answer.status}); what you typed is kept in this browser and will be sent again`));
      return;
    }
    const done = await answer.json();
    this.tries = 0;
    this.since = done.revision;
    this.sheet.apply(done, sent);
    this.keep();
    const left = this.dirty().length;
    if (!left) this.tell("saved", say("已自动保存 ", "saved ") + new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" }));
  }

  again(text) {
    this.tell("warning", text);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), LATER[Math.min(this.tries++, LATER.length - 1)]);
  }

  stop(text) {
    this.stopped = true;
    this.tell("error", text);
  }

  // pressed by hand: try again whatever was before
  press() {
    this.stopped = false;
    this.tries = 0;
    if (this.dirty().length) this.now();
    else this.tell("saved", say("没有未保存的内容", "nothing is unsaved"));
  }

  // the page goes away: send what there is without waiting; it stays in this browser until an answer came
  leave() {
    const cells = this.dirty();
    if (!cells.length || this.stopped || this.busy) return;
    this.keep();
    const body = this.body(cells.map((cell) => ({ cell, text: cell.value() })));
    if (body.length < 60000) fetch(this.url, { method: "POST", keepalive: true, headers: { "Content-Type": "application/json", "X-CSRFToken": this.token }, body, credentials: "same-origin" }).catch(() => {});
  }

  // what others did meanwhile, and who is there
  async look(here) {
    if (this.busy || this.stopped || document.visibilityState === "hidden") return null;
    try {
      const answer = await fetch(`${this.url}?since=${this.since}&here=${encodeURIComponent(here)}`, { headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual" });
      if (!answer.ok || this.busy) return null;
      const found = await answer.json();
      this.since = Math.max(this.since, found.revision);
      return found;
    } catch { return null; }
  }
}

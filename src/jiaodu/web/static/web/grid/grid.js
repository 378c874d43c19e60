// The form that is filled in: fields of the page become a grid with keys, saving, checks and a panel. Without this file the form still works.
import { Moving } from "./moving.js";
import { Panel, describe } from "./panel.js";
import { Saving } from "./saving.js";
import { say } from "./words.js";

const SEVERITIES = ["error", "will_be_error", "warning", "note"];
// the rules of a whole form cost the server far more than a save: after a pause, and not too often
const CHECK_AFTER = 3000, CHECK_EVERY = 20000, LOOK_EVERY = 20000;

class Sheet {
  constructor(form) {
    this.form = form;
    this.table = form.querySelector("table.grid");
    this.about = JSON.parse(document.getElementById("about").textContent);
    this.down = this.table.classList.contains("down");
    this.cells = new Map();
    this.ofTd = new Map();
    this.problems = new Map();
    for (const tr of this.table.tBodies.length ? this.table.querySelectorAll("tbody tr") : []) this.take(tr);
    this.panel = new Panel(this);
    if (!form.dataset.fills) {
      this.table.addEventListener("focusin", (event) => this.pointed(event.target));
      this.table.addEventListener("click", (event) => this.pointed(event.target));
      this.links();
      return;
    }
    this.saving = new Saving(this, (kind, text) => this.tell(kind, text));
    if (form.dataset.adds) this.addRow = () => this.newRow();
    this.moving = new Moving(this);
    this.buttons();
    this.links();
    this.table.addEventListener("click", (event) => this.pointed(event.target));
    const restored = this.saving.restore();
    if (restored) this.tell("warning", say(`找回了上次未存上的 ${restored} 格，正在保存`, `${restored} cells that were not saved last time were found and are being saved`));
    this.looking = setInterval(() => this.look(), LOOK_EVERY);
    this.look();
    this.soonCheck(600);
  }

  // --- cells

  take(tr) {
    const isNew = tr.classList.contains("new");
    const rowKey = isNew ? word() : "";
    for (const td of tr.querySelectorAll("td[data-item]")) {
      const field = td.querySelector("input, select");
      if (!field) continue;
      const cell = {
        td, field, tr, row: Number(td.dataset.row), item: td.dataset.item, part: td.dataset.part || "text", rowKey,
        saved: field.value, base: Number(this.form.dataset.revision), refused: null, value: () => field.value,
      };
      cell.key = `${cell.row}/${cell.item}/${cell.part}`;
      this.cells.set(cell.key, cell);
      this.ofTd.set(td, cell);
    }
  }

  cellOf(target) { const td = target && target.closest && target.closest("td"); return (td && this.ofTd.get(td)) || null; }

  lines() {
    if (this.made) return this.made;
    const lines = [];
    for (const tr of this.table.querySelectorAll("tbody tr")) {
      const tds = this.down ? [...tr.querySelectorAll("td[data-item]")] : [...tr.querySelectorAll("td")];
      if (!tds.length) continue;
      if (this.down && tds.length === 1) tds.push(null);
      lines.push(tds.map((td) => (td && this.ofTd.get(td)) || null));
    }
    return (this.made = lines);
  }

  // what stands in a locked place
  standing(r, c) {
    const trs = [...this.table.querySelectorAll("tbody tr")].filter((tr) => tr.querySelector("td"));
    const td = trs[r] && trs[r].querySelectorAll(this.down ? "td[data-item]" : "td")[c];
    return td ? td.textContent.trim() : "";
  }

  write(cell, text, via) {
    set(cell.field, text);
    this.changed(cell, via);
  }

  changed(cell, via) {
    cell.via = via;
    cell.refused = null;
    cell.td.classList.toggle("unsaved", cell.value() !== cell.saved);
    cell.td.classList.remove("changed");
    this.saving.touch();
    if (cell.part === "note") { const own = this.cells.get(`${cell.row}/${cell.item}/text`); if (own) own.td.dataset.note = cell.value(); }
  }

  shown(cell) { this.current = cell; this.panel.show(cell.td); }

  pointed(target) {
    const td = target.closest && target.closest("td[data-item]");
    if (td) this.panel.show(td);
  }

  // a note written in the panel; forms whose items go down have a field for it already
  noteCell(td) {
    const key = `${td.dataset.row}/${td.dataset.item}/note`;
    if (this.cells.has(key)) return this.cells.get(key);
    const text = this.ofTd.get(td);
    const cell = { td, tr: td.parentElement, row: Number(td.dataset.row), item: td.dataset.item, part: "note", rowKey: text ? text.rowKey : "", saved: td.dataset.note || "", base: Number(this.form.dataset.revision), refused: null, via: "typed", key };
    cell.text = cell.saved;
    cell.value = () => cell.text;
    cell.field = { set value(given) { cell.text = given; td.dataset.note = given; }, get value() { return cell.text; } };
    this.cells.set(key, cell);
    return cell;
  }

  // --- rows

  newRow() {
    const template = document.getElementById("new-row");
    const tr = template.content.firstElementChild.cloneNode(true);
    const body = this.table.tBodies[0];
    this.local = (this.local || 910000) + 1;
    renumber(tr, this.local);
    body.append(tr);
    this.made = null;
    this.take(tr);
    return tr;
  }

  removeRow() {
    const tr = this.current && this.current.tr;
    if (!tr || !window.confirm(say(`删除第 ${tr.dataset.row} 行？历史中仍可查到。`, `Remove row ${tr.dataset.row}? Its history stays.`))) return;
    const cells = [...this.cells.values()].filter((cell) => cell.tr === tr);
    for (const cell of cells) this.write(cell, "", "removed");
    tr.hidden = true;
    this.made = null;
    this.saving.now();
    const next = this.lines().flat().find((cell) => cell && !cell.tr.hidden);
    if (next) next.field.focus();
  }

  // a row that was new got its number; where the page has that number already, it is the same row sent twice
  number(key, row) {
    for (const tr of this.table.querySelectorAll("tr.new")) {
      const cells = [...this.cells.values()].filter((cell) => cell.tr === tr && cell.rowKey === key);
      if (!cells.length) continue;
      const twice = this.table.querySelector(`tr[data-row="${row}"]`);
      for (const cell of cells) this.cells.delete(cell.key);
      if (twice) { tr.remove(); this.made = null; return; }
      renumber(tr, row);
      tr.classList.remove("new");
      for (const cell of cells) {
        cell.row = row;
        cell.rowKey = "";
        cell.key = `${row}/${cell.item}/${cell.part}`;
        this.cells.set(cell.key, cell);
      }
      return;
    }
  }

  // --- what the server answers

  apply(done, sent) {
    const lost = new Set(done.lost.map((x) => `${x.row}/${x.item}/${x.part}`));
    for (const [key, row] of Object.entries(done.rows)) this.number(key, row);
    const refused = new Map(done.refused.map((p) => [`${p.row}/${p.item}`, p]));
    for (const { cell, text } of sent) {
      const no = refused.get(`${cell.row}/${cell.item}`);
      if (no) { cell.refused = text; this.mark(cell.td, [no]); continue; }
      cell.base = done.revision;
      if (!lost.has(cell.key)) cell.saved = text;
      cell.td.classList.toggle("unsaved", cell.value() !== cell.saved);
    }
    for (const [key, found] of Object.entries(done.problems)) this.judged(key, found);
    for (const one of done.lost) this.conflict(one, sent);
    this.merge(done.cells, done.lost);
    this.soonCheck();
  }

  // what others wrote, where this person is not writing
  merge(cells, lost = []) {
    const mine = new Set(lost.map((x) => `${x.row}/${x.item}/${x.part}`));
    let unknown = false;
    for (const one of cells) {
      for (const part of ["text", "note"]) {
        const key = `${one.row}/${one.item}/${part}`;
        const cell = this.cells.get(key);
        const text = part === "text" ? one.text : one.note;
        const at = part === "text" ? one.newText : one.newNote;
        if (!cell) {
          const td = this.table.querySelector(`td[data-row="${one.row}"][data-item="${one.item}"]`);
          if (td && part === "note") td.dataset.note = text;
          if (!td) unknown = true;
          continue;
        }
        if (at <= cell.base && !mine.has(key)) continue;
        if (cell.value() === text) { cell.saved = text; cell.base = at; cell.td.classList.remove("unsaved"); continue; }
        if (cell.value() !== cell.saved || mine.has(key)) continue;
        set(cell.field, text);
        cell.saved = text;
        cell.base = at;
        cell.td.classList.add("changed");
        cell.td.title = `${one.by} ${one.at}`;
      }
    }
    this.saving.keep();
    if (unknown) this.tell("warning", say("别人加了行，刷新页面后可见", "somebody added rows; load the page again to see them"));
  }

  conflict(one, sent) {
    const key = `${one.row}/${one.item}/${one.part}`;
    const cell = this.cells.get(key);
    const mine = sent.find((s) => s.cell === cell);
    if (!cell) return;
    cell.saved = one.standing;
    const untouched = mine && cell.value() === mine.text;
    if (untouched) set(cell.field, one.standing);
    cell.td.classList.toggle("unsaved", cell.value() !== cell.saved);
    const box = document.createElement("div");
    box.className = "message warning";
    box.setAttribute("role", "alert");
    const place = this.down ? one.name : say(`第${one.row}行 ${one.name}`, `row ${one.row}, ${one.name}`);
    const text = document.createElement("p");
    text.textContent = say(`${place}：${one.who} 刚填了“${one.standing}”，您填的是“${one.mine}”。现在是“${one.standing}”，您的已留在历史中。`, `${place}: ${one.who} has just filled in “${one.standing}”, you “${one.mine}”. “${one.standing}” stands; yours is kept in the history.`);
    const use = button(say(`改用我的“${one.mine}”`, `use mine: “${one.mine}”`), () => { this.write(cell, one.mine, "typed"); box.remove(); if (cell.field.focus) cell.field.focus(); });
    const keep = button(say("保留现在的", "leave it"), () => box.remove());
    const bar = document.createElement("div");
    bar.className = "bar";
    bar.append(use, keep);
    box.append(text, bar);
    document.getElementById("conflicts").append(box);
  }

  restore(key, kept) {
    let cell = this.cells.get(key);
    if (kept.rowKey) {
      const item = key.split("/").slice(1).join("/");
      cell = [...this.cells.values()].find((c) => c.rowKey === kept.rowKey && `${c.item}/${c.part}` === item);
      if (!cell) {
        const rows = [...this.table.querySelectorAll("tr.new")].filter((tr) => [...this.cells.values()].every((c) => c.tr !== tr || (!c.value() && !c.taken)));
        const tr = rows[0] || (this.addRow && this.addRow());
        if (!tr) return false;
        for (const c of this.cells.values()) if (c.tr === tr) { c.rowKey = kept.rowKey; c.taken = true; }
        cell = [...this.cells.values()].find((c) => c.tr === tr && `${c.item}/${c.part}` === item);
      }
    }
    if (!cell) {
      const [row, item, part] = key.split("/");
      const td = part === "note" && this.table.querySelector(`td[data-row="${CSS.escape(row)}"][data-item="${CSS.escape(item)}"]`);
      if (td) cell = this.noteCell(td);
    }
    if (!cell || cell.value() === kept.text) return false;
    cell.base = Number(kept.base) || 0;
    set(cell.field, kept.text);
    cell.td.classList.add("unsaved");
    return true;
  }

  // --- checks

  soonCheck(pause = CHECK_AFTER) {
    clearTimeout(this.checking);
    const wait = Math.max(pause, (this.checked || 0) + CHECK_EVERY - Date.now());
    this.checking = setTimeout(() => this.check(), wait);
  }

  async check(aloud = false) {
    if (this.saving.busy || this.saving.dirty().length) { this.soonCheck(); if (!aloud) return; }
    clearTimeout(this.checking);
    this.checked = Date.now();
    try {
      const answer = await fetch(this.form.dataset.check + (aloud ? "?all=1" : ""), { method: "POST", headers: { "X-CSRFToken": this.saving.token, Accept: "application/json" }, credentials: "same-origin", redirect: "manual" });
      if (!answer.ok) return;
      this.found(await answer.json(), aloud);
    } catch { /* the next save says that the server is away */ }
  }

  found(checked, aloud) {
    const byCell = new Map();
    for (const one of checked.problems) if (one.item) byCell.set(`${one.row}/${one.item}`, [...(byCell.get(`${one.row}/${one.item}`) || []), one]);
    for (const key of new Set([...this.problems.keys(), ...byCell.keys()])) this.judged(key, byCell.get(key) || []);
    // a form whose rows are the unit's own asks for no certain number of cells
    const parts = [
      checked.asked
        ? say(`已填 ${checked.filled}/${checked.asked}`, `${checked.filled} of ${checked.asked} filled in`)
        : say(`已填 ${checked.filled} 格`, `${checked.filled} cells filled in`),
    ];
    if (checked.errors) parts.push(say(`错误 ${checked.errors}`, `${checked.errors} errors`));
    if (checked.warnings) parts.push(say(`警告 ${checked.warnings}`, `${checked.warnings} warnings`));
    document.getElementById("counts").textContent = parts.join(" · ");
    const section = document.getElementById("check");
    if (checked.problems.length || aloud || !section.hidden) {
      section.hidden = false;
      document.getElementById("found").replaceChildren(describe(checked.problems, this));
    }
    if (aloud) { section.scrollIntoView({ block: "nearest" }); this.tell(checked.errors ? "error" : "saved", parts.slice(1).join(" · ") || say("没有发现问题，可以提交", "nothing was found; the form can be submitted")); }
  }

  judged(key, found) {
    if (found.length) this.problems.set(key, found);
    else this.problems.delete(key);
    const [row, item] = key.split("/");
    const td = this.table.querySelector(`td[data-row="${CSS.escape(row)}"][data-item="${CSS.escape(item)}"]`);
    if (td) this.mark(td, found);
    this.panel.again(key);
  }

  mark(td, found) {
    const worst = SEVERITIES.find((s) => found.some((p) => p.severity === s));
    td.classList.toggle("error", worst === "error");
    td.classList.toggle("warning", worst === "warning" || worst === "will_be_error");
    td.classList.toggle("note", worst === "note");
    const says = td.querySelector(".says");
    if (says) says.textContent = found.map((p) => p.what).join(" ");
    const field = td.querySelector("input, select");
    if (!field) return;
    if (worst === "error") field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  // --- others

  async look() {
    const here = document.activeElement && this.cellOf(document.activeElement);
    const found = await this.saving.look(here ? `${here.row}/${here.item}` : "0/");
    if (!found) return;
    this.merge(found.cells);
    if (found.cells.length) this.soonCheck();
    for (const td of this.table.querySelectorAll("td.others")) td.classList.remove("others");
    for (const one of found.people) {
      const td = this.table.querySelector(`td[data-row="${one.row}"][data-item="${CSS.escape(one.item || "-")}"]`);
      if (td) { td.classList.add("others"); td.title = one.name; }
    }
    document.getElementById("people").textContent = found.people.length ? say(`也在填：${found.people.map((p) => p.name).join("、")}`, `also here: ${found.people.map((p) => p.name).join(", ")}`) : "";
    if (!["open", "returned"].includes(found.state)) this.saving.stop(say("这张表已不能填写，请刷新页面", "this form can no longer be filled in; please load the page again"));
  }

  // --- buttons and words

  buttons() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.submitter && event.submitter.id === "check-now") this.checkNow();
      else this.saving.press();
    }, true);
    // whoever goes on to submit takes all that was typed along
    document.getElementById("to-submit").addEventListener("click", async (event) => {
      if (!this.saving.dirty().length || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const to = event.currentTarget.href;
      await this.saving.now();
      if (!this.saving.dirty().length) window.location.assign(to);
    });
    const add = document.getElementById("add-row"), remove = document.getElementById("remove-row");
    if (add) { add.hidden = false; add.addEventListener("click", () => { const tr = this.newRow(); const field = tr.querySelector("input, select"); if (field) field.focus(); }); }
    if (remove) { remove.hidden = false; remove.addEventListener("click", () => this.removeRow()); }
  }

  async checkNow() {
    await this.saving.now();
    await this.check(true);
  }

  links() {
    document.addEventListener("click", (event) => {
      const link = event.target.closest && event.target.closest("[data-goes], .more a[data-item]");
      if (!link) return;
      const [row, item] = (link.dataset.goes || `${link.dataset.row}/${link.dataset.item}`).split("/");
      const td = this.table.querySelector(`td[data-row="${CSS.escape(row)}"][data-item="${CSS.escape(item)}"]`);
      if (!td) return;
      event.preventDefault();
      const field = td.querySelector("input, select, [tabindex]");
      if (field && !link.closest(".more")) field.focus();
      td.scrollIntoView({ block: "center", inline: "nearest" });
      this.panel.show(td, Boolean(link.closest(".more")));
    });
  }

  save() { this.saving.press(); }

  tell(kind, text) {
    const state = document.getElementById("state");
    state.textContent = text;
    state.className = kind === "warning" || kind === "error" ? kind : "muted";
  }
}

function set(field, text) {
  if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === text)) field.add(new Option(text));
  field.value = text;
}

function renumber(tr, row) {
  const before = tr.dataset.row;
  tr.dataset.row = row;
  const head = tr.querySelector("th");
  head.id = `r-${row}`;
  if (row < 900000) head.textContent = row;
  for (const td of tr.querySelectorAll("td[data-item]")) {
    td.dataset.row = row;
    for (const one of td.querySelectorAll("[name]")) {
      one.name = one.name.replace(`-${before}-`, `-${row}-`);
      one.setAttribute("aria-labelledby", `r-${row} h-${td.dataset.item}`);
      one.setAttribute("aria-describedby", `d-${row}-${td.dataset.item}`);
    }
    for (const one of td.querySelectorAll(".says")) one.id = `d-${row}-${td.dataset.item}`;
  }
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button small";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function word() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(36).padStart(2, "0")).join("");
}

const form = document.getElementById("filling");
if (form && form.querySelector("table.grid")) new Sheet(form);

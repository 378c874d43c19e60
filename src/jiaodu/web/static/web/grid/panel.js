// The panel beside the grid: what the chosen cell means, what stood there, what is wrong with it, its note, files, remarks and history.
import { say } from "./words.js";

export class Panel {
  constructor(sheet) {
    this.sheet = sheet;
    this.box = document.getElementById("panel");
    this.url = sheet.form.dataset.panel;
  }

  show(td, more = false) {
    if (this.td === td && !more && this.key === keyOf(td)) return;
    this.td = td;
    this.key = keyOf(td);
    const about = this.sheet.about[td.dataset.item];
    if (!about) return;
    const row = Number(td.dataset.row);
    this.box.replaceChildren();
    const title = element("h2", about.name);
    if (about.unit) title.append(" ", element("span", about.unit, "muted"));
    this.box.append(title);
    if (!this.sheet.down && row < 900000) this.box.append(element("p", say(`第 ${row} 行`, `row ${row}`), "muted"));
    if (td.dataset.lock === "official") this.box.append(element("p", say(`统计数 ${td.dataset.official}，已锁定；有不同意见请写在说明里，评价仍按统计数。`, `The official figure is ${td.dataset.official} and locked; write what you disagree with into the note. The evaluation uses the official figure.`), "message"));
    if (td.dataset.lock === "other") this.box.append(element("p", say(`由${about.owner || "其他部门"}填报`, `filled in by ${about.owner || "another department"}`), "message"));
    if (about.scope) this.box.append(element("p", about.scope));
    this.facts(td, about);
    this.wrong = document.createElement("div");
    this.box.append(this.wrong);
    this.again(this.key);
    if (!about.grain) this.note(td);
    if (!about.grain && row < 900000) this.rest(td, more || Number(td.dataset.comments) > 0 || Number(td.dataset.files) > 0);
    if (more) { this.box.tabIndex = -1; this.box.focus(); }
  }

  facts(td, about) {
    const list = document.createElement("dl");
    list.className = "facts";
    const add = (name, value) => { if (value) list.append(element("dt", name), element("dd", value)); };
    add(say("上年", "last period"), td.dataset.last);
    add(say("上年的说明", "last period's note"), td.dataset.reason);
    add(say("归口部门", "department"), about.owner);
    if (list.children.length) this.box.append(list);
  }

  again(key) {
    if (key !== this.key || !this.wrong) return;
    const found = this.sheet.problems.get(key) || [];
    this.wrong.replaceChildren(...(found.length ? [describe(found, null)] : []));
  }

  note(td) {
    if (!this.sheet.form.dataset.fills || (td.dataset.lock && td.dataset.lock !== "official")) {
      if (td.dataset.note) this.box.append(element("h3", say("说明", "Note")), element("p", td.dataset.note, "quote"));
      return;
    }
    const cell = this.sheet.noteCell(td);
    const label = element("label", say("说明（确属实情的异常，写明原因）", "Note (why an unusual figure is right)"));
    const area = document.createElement("textarea");
    area.maxLength = 2000;
    area.id = "panel-note";
    label.htmlFor = area.id;
    area.value = cell.value();
    area.addEventListener("input", () => this.sheet.write(cell, area.value, "typed"));
    const field = document.createElement("div");
    field.className = "field";
    field.append(label, area);
    this.box.append(field);
  }

  // files, remarks and history are fetched when somebody wants them
  rest(td, now) {
    const place = document.createElement("div");
    this.box.append(place);
    const url = `${this.url}?row=${td.dataset.row}&item=${encodeURIComponent(td.dataset.item)}`;
    const load = async () => {
      try {
        const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin", redirect: "manual" });
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        place.replaceChildren(...page.body.childNodes);
      } catch { place.replaceChildren(element("p", say("连不上服务器", "the server does not answer"), "muted")); }
    };
    if (now) { load(); return; }
    const more = document.createElement("button");
    more.type = "button";
    more.className = "button small";
    more.textContent = say("附件、意见和历史", "Files, remarks and history");
    more.addEventListener("click", load);
    place.append(more);
  }
}

// problems as a list; with a sheet each leads to its cell
export function describe(problems, sheet) {
  if (!problems.length) return element("p", say("没有发现问题，可以提交。", "Nothing was found; the form can be submitted."), "message success");
  const names = { error: say("错误", "error"), will_be_error: say("将成为错误", "will be an error"), warning: say("警告", "warning"), note: say("提示", "note") };
  const order = Object.keys(names);
  const list = document.createElement("ul");
  list.className = "problems";
  for (const one of [...problems].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))) {
    const line = document.createElement("li");
    line.className = one.severity;
    const what = element("p", "", "what");
    what.append(`${names[one.severity]} ${one.code} ${one.what}`);
    line.append(what);
    if (sheet && one.item && sheet.about[one.item]) {
      const where = element("p", "", "where");
      const link = element("a", (sheet.down ? "" : say(`第${one.row}行 `, `row ${one.row} `)) + sheet.about[one.item].name);
      link.href = "#filling";
      link.dataset.goes = `${one.row}/${one.item}`;
      where.append(link);
      line.append(where);
    }
    line.append(element("p", one.why, "why"), element("p", one.remedy, "remedy"));
    list.append(line);
  }
  return list;
}

const keyOf = (td) => `${td.dataset.row}/${td.dataset.item}`;

function element(name, text = "", look = "") {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (look) made.className = look;
  return made;
}

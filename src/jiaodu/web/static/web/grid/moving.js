// Keys, ranges, clipboard and undo of the grid. A cell has focus (keys move) or is being edited (keys move the caret), as in a spreadsheet.
import { readBlock, writeBlock } from "./blocks.js";
import { say } from "./words.js";

export class Moving {
  // sheet: { table, lines(): cell[][] (null where nothing can be written), addRow(), write(cell, text, via), tell(kind, text), save() }
  constructor(sheet) {
    this.sheet = sheet;
    this.mode = "nav";
    this.anchor = null;
    this.range = null;
    this.before = "";
    this.undone = [];
    this.done = [];
    const table = sheet.table;
    table.addEventListener("focusin", (event) => this.enter(event));
    table.addEventListener("focusout", (event) => this.left(event));
    table.addEventListener("keydown", (event) => this.key(event));
    table.addEventListener("input", (event) => this.typed(event));
    table.addEventListener("copy", (event) => this.copy(event, false));
    table.addEventListener("cut", (event) => this.copy(event, true));
    table.addEventListener("paste", (event) => this.paste(event));
    table.addEventListener("dblclick", (event) => { if (this.at(event.target)) this.edit("edit"); });
    table.addEventListener("mousedown", (event) => this.press(event));
    table.addEventListener("mouseover", (event) => this.drag(event));
    document.addEventListener("mouseup", () => { this.dragging = false; });
  }

  at(target) { return target.closest ? this.sheet.cellOf(target) : null; }

  // --- focus and mode

  enter(event) {
    const cell = this.at(event.target);
    if (!cell) return;
    this.mode = "nav";
    this.before = cell.value();
    this.current = cell;
    if (!this.dragging && !this.extending) this.mark(cell, cell);
    if (cell.field.select && !this.dragging) cell.field.select();
    this.sheet.shown(cell);
  }

  left(event) {
    const cell = this.at(event.target);
    if (!cell) return;
    this.record([cell], [this.before]);
    this.edit("nav");
  }

  edit(mode) {
    this.mode = mode;
    if (!this.current) return;
    this.current.td.classList.toggle("editing", mode !== "nav");
    if (mode === "edit" && this.current.field.setSelectionRange) this.current.field.setSelectionRange(this.current.value().length, this.current.value().length);
  }

  typed(event) {
    const cell = this.at(event.target);
    if (!cell) return;
    if (this.mode === "nav" && cell.field.tagName !== "SELECT") { this.mode = "enter"; cell.td.classList.add("editing"); }
    this.sheet.changed(cell, "typed");
  }

  // --- the range

  spot(cell) {
    const lines = this.sheet.lines();
    for (let r = 0; r < lines.length; r++) { const c = lines[r].indexOf(cell); if (c >= 0) return [r, c]; }
    return null;
  }

  mark(from, to) {
    for (const td of this.sheet.table.querySelectorAll("td.selected")) td.classList.remove("selected");
    this.anchor = from;
    const a = this.spot(from), b = this.spot(to);
    if (!a || !b) { this.range = null; return; }
    this.range = { top: Math.min(a[0], b[0]), bottom: Math.max(a[0], b[0]), left: Math.min(a[1], b[1]), right: Math.max(a[1], b[1]) };
    if (this.wide) for (const cell of this.inRange()) cell.td.classList.add("selected");
  }

  get wide() { return this.range && (this.range.top !== this.range.bottom || this.range.left !== this.range.right); }

  inRange() {
    const lines = this.sheet.lines(), found = [];
    for (let r = this.range.top; r <= this.range.bottom; r++) for (let c = this.range.left; c <= this.range.right; c++) if (lines[r] && lines[r][c]) found.push(lines[r][c]);
    return found;
  }

  press(event) {
    const cell = this.at(event.target);
    if (!cell || event.button !== 0) return;
    if (event.shiftKey && this.anchor) {
      event.preventDefault();
      this.extend(cell);
      return;
    }
    if (cell === this.current && this.mode === "nav" && cell.field === document.activeElement) { this.edit("edit"); return; }
    this.dragging = true;
    this.dragFrom = cell;
    if (cell.field.tagName === "SELECT") return;
    // one click chooses the cell and what is typed replaces it; without this the click would put a caret into it
    event.preventDefault();
    this.dragging = false;
    cell.field.focus();
    this.dragging = true;
  }

  drag(event) {
    if (!this.dragging) return;
    const cell = this.at(event.target);
    if (!cell || cell === this.dragFrom) return;
    event.preventDefault();
    window.getSelection().removeAllRanges();
    this.mark(this.dragFrom, cell);
  }

  extend(cell) {
    const anchor = this.anchor;
    this.extending = true;
    cell.field.focus();
    this.extending = false;
    this.mark(anchor, cell);
  }

  // --- keys

  key(event) {
    const cell = this.at(event.target);
    if (!cell || event.isComposing || event.keyCode === 229) return;
    const ctrl = event.ctrlKey || event.metaKey, choice = cell.field.tagName === "SELECT";
    const stop = () => event.preventDefault();
    if (ctrl && !event.altKey) {
      const key = event.key.toLowerCase();
      if (key === "s") { stop(); this.sheet.save(); return; }
      if (key === "d") { stop(); this.fillDown(); return; }
      if (key === "z" && this.mode === "nav" && !event.shiftKey) { stop(); this.undo(); return; }
      if ((key === "y" || (key === "z" && event.shiftKey)) && this.mode === "nav") { stop(); this.redo(); return; }
      if (key === "a" && this.mode === "nav") { stop(); this.markAll(); return; }
      if (event.key === "Home") { stop(); this.go(this.first()); return; }
      if (event.key === "End") { stop(); this.go(this.last()); return; }
    }
    switch (event.key) {
      case "Enter":
        stop();
        if (event.altKey && choice) return;
        this.step(event.shiftKey ? -1 : 1, 0, false, true);
        return;
      case "F2":
        stop();
        if (choice && cell.field.showPicker) { try { cell.field.showPicker(); } catch { /* not allowed now */ } } else this.edit(this.mode === "edit" ? "enter" : "edit");
        return;
      case "Escape":
        if (cell.value() !== this.before) { stop(); this.sheet.write(cell, this.before, "typed"); }
        this.edit("nav");
        if (cell.field.select) cell.field.select();
        this.mark(cell, cell);
        return;
      case "Delete": case "Backspace":
        if (this.mode === "nav" && (this.wide || choice)) { stop(); this.clear(); }
        return;
      case "ArrowUp": case "ArrowDown":
        if (event.altKey) return;
        stop();
        this.step(event.key === "ArrowUp" ? -1 : 1, 0, event.shiftKey, false, ctrl);
        return;
      case "ArrowLeft": case "ArrowRight":
        if (event.altKey || (this.mode === "edit" && !choice)) return;
        stop();
        this.step(0, event.key === "ArrowLeft" ? -1 : 1, event.shiftKey, false, ctrl);
        return;
      case "Home": case "End":
        if (this.mode === "edit" && !choice) return;
        stop();
        this.go(this.inLine(event.key === "Home"));
        return;
      case "PageUp": case "PageDown":
        stop();
        this.step(event.key === "PageUp" ? -12 : 12, 0, event.shiftKey);
        return;
      default:
    }
  }

  step(down, right, extend = false, adds = false, jump = false) {
    const lines = this.sheet.lines();
    const from = extend && this.range ? this.spot(this.sheet.cellOf(document.activeElement)) : this.spot(this.current);
    if (!from) return;
    let [r, c] = from, found = null;
    const far = jump ? 100000 : Math.max(Math.abs(down), Math.abs(right));
    const dr = Math.sign(down), dc = Math.sign(right);
    for (let n = 0; n < far; ) {
      r += dr; c += dc;
      if (r < 0 || c < 0 || r >= lines.length || c >= lines[r].length) break;
      if (lines[r][c]) { found = lines[r][c]; n++; }
    }
    if (!found && adds && down > 0 && this.sheet.addRow && from[0] === lines.length - 1) {
      this.sheet.addRow();
      found = this.sheet.lines()[from[0] + 1][from[1]];
    }
    if (!found) return;
    if (extend) this.extend(found);
    else this.go(found);
  }

  go(cell) {
    if (!cell) return;
    cell.field.focus();
    cell.field.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  inLine(first) {
    const [r] = this.spot(this.current);
    const line = this.sheet.lines()[r].filter(Boolean);
    return first ? line[0] : line[line.length - 1];
  }

  first() { return this.sheet.lines().flat().find(Boolean); }

  last() { return this.sheet.lines().flat().filter(Boolean).pop(); }

  markAll() { this.mark(this.first(), this.last()); }

  // --- clipboard

  copy(event, cut) {
    if (!this.wide) return;
    event.preventDefault();
    const lines = this.sheet.lines(), rows = [];
    for (let r = this.range.top; r <= this.range.bottom; r++) {
      const row = [];
      for (let c = this.range.left; c <= this.range.right; c++) row.push(lines[r][c] ? lines[r][c].value() : this.sheet.standing(r, c));
      rows.push(row);
    }
    event.clipboardData.setData("text/plain", writeBlock(rows));
    if (cut) this.clear();
    this.sheet.tell("saved", say(`已复制 ${rows.length} 行 ${rows[0].length} 列`, `copied ${rows.length} rows, ${rows[0].length} columns`));
  }

  paste(event) {
    const cell = this.at(event.target);
    if (!cell) return;
    const text = event.clipboardData.getData("text/plain");
    const block = readBlock(text);
    const single = block.length === 1 && block[0].length === 1;
    if (single && !this.wide && (this.mode !== "nav" || cell.field.tagName !== "SELECT") && this.mode === "edit") return;
    event.preventDefault();
    const [top, left] = this.wide ? [this.range.top, this.range.left] : this.spot(cell);
    const height = single && this.wide ? this.range.bottom - this.range.top + 1 : block.length;
    const width = single && this.wide ? this.range.right - this.range.left + 1 : Math.max(...block.map((row) => row.length));
    let locked = 0, outside = 0;
    const cells = [], befores = [];
    for (let r = 0; r < height; r++) {
      let lines = this.sheet.lines();
      if (top + r >= lines.length) {
        if (!this.sheet.addRow) { outside += width; continue; }
        this.sheet.addRow();
        lines = this.sheet.lines();
      }
      for (let c = 0; c < width; c++) {
        const value = single ? block[0][0] : block[r][c];
        if (value === undefined) continue;
        if (left + c >= lines[top + r].length) { outside++; continue; }
        const to = lines[top + r][left + c];
        if (!to) { locked++; continue; }
        cells.push(to);
        befores.push(to.value());
        this.sheet.write(to, value, "pasted");
      }
    }
    this.record(cells, befores);
    if (cells.length) this.before = this.current.value();
    const left_out = [locked ? say(`${locked} 格已锁定，未改`, `${locked} locked cells left as they are`) : "", outside ? say(`${outside} 格超出表的范围，未贴`, `${outside} cells beyond the form left out`) : ""].filter(Boolean);
    this.sheet.tell(left_out.length ? "warning" : "saved", [say(`已粘贴 ${cells.length} 格`, `${cells.length} cells pasted`), ...left_out].join(say("；", "; ")));
  }

  clear() {
    const cells = this.wide ? this.inRange() : [this.current];
    const befores = cells.map((cell) => cell.value());
    for (const cell of cells) this.sheet.write(cell, "", "typed");
    this.record(cells, befores);
    this.before = this.current.value();
  }

  fillDown() {
    if (!this.current) return;
    const lines = this.sheet.lines();
    let range = this.range;
    if (!this.wide) {
      const [r, c] = this.spot(this.current);
      if (r === 0) return;
      range = { top: r - 1, bottom: r, left: c, right: c };
    }
    const cells = [], befores = [];
    for (let c = range.left; c <= range.right; c++) {
      const from = lines[range.top][c];
      if (!from) continue;
      for (let r = range.top + 1; r <= range.bottom; r++) {
        const to = lines[r][c];
        if (!to) continue;
        cells.push(to);
        befores.push(to.value());
        this.sheet.write(to, from.value(), "pasted");
      }
    }
    this.record(cells, befores);
    this.before = this.current.value();
  }

  // --- undo: groups of cells with what stood before and after

  record(cells, befores) {
    const changes = cells.map((cell, i) => ({ cell, before: befores[i], after: cell.value() })).filter((c) => c.before !== c.after);
    if (!changes.length) return;
    this.done.push(changes);
    if (this.done.length > 200) this.done.shift();
    this.undone = [];
  }

  undo() {
    this.record([this.current], [this.before]);
    const changes = this.done.pop();
    if (!changes) return;
    for (const { cell, before } of changes) this.sheet.write(cell, before, "typed");
    this.undone.push(changes);
    this.settle(changes);
  }

  redo() {
    const changes = this.undone.pop();
    if (!changes) return;
    for (const { cell, after } of changes) this.sheet.write(cell, after, "typed");
    this.done.push(changes);
    this.settle(changes);
  }

  settle(changes) {
    const cell = changes[0].cell;
    this.before = cell.value();
    this.go(cell);
    this.before = cell.value();
  }
}

// Blocks of cells as spreadsheets put them on the clipboard: tabs between cells, lines between rows, quotes around what holds either.

export function readBlock(text) {
  const rows = [[]];
  let cell = "", quoted = false, begun = false;
  const whole = text.replace(/\r\n?/g, "\n");
  for (let i = 0; i < whole.length; i++) {
    const sign = whole[i];
    if (quoted) {
      if (sign === '"' && whole[i + 1] === '"') { cell += '"'; i++; }
      else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && !begun && closes(whole, i)) { quoted = true; begun = true; }
    else if (sign === "\t") { rows[rows.length - 1].push(cell); cell = ""; begun = false; }
    else if (sign === "\n") { rows[rows.length - 1].push(cell); rows.push([]); cell = ""; begun = false; }
    else { cell += sign; begun = true; }
  }
  rows[rows.length - 1].push(cell);
  // the line end after the last row makes no row
  if (rows.length > 1 && rows[rows.length - 1].length === 1 && rows[rows.length - 1][0] === "") rows.pop();
  return rows.map((row) => row.map((one) => one.trim()));
}

// a quote begins a quoted cell only where one ends it before the next tab or line: 5" is a text
function closes(text, start) {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] !== '"') continue;
    if (text[i + 1] === '"') { i++; continue; }
    return i + 1 >= text.length || text[i + 1] === "\t" || text[i + 1] === "\n";
  }
  return false;
}

export function writeBlock(rows) {
  return rows.map((row) => row.map((cell) => (/[\t\n"]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join("\t")).join("\n");
}

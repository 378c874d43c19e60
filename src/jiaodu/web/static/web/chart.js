// Pictures of tables. <figure data-chart="stacked|bars" data-table="id" data-echarts="address"> draws the numbers of the table:
// a row of the body is a category (its th), a column whose head has data-series is a series (data-series names its colour).
// A cell's number stands in data-value, else in its text. Without ECharts the table alone stays; it always holds the numbers.
const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const charts = new Map();

function colours() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

function number(cell) {
  const text = cell.dataset.value ?? cell.textContent.replace(/[,\s%]/g, "");
  return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
}

// the numbers of a table as categories and series
export function read(table) {
  const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
  const rows = [...table.tBodies[0].rows].filter((row) => row.querySelector("th") && !row.hidden);
  const series = heads
    .map((head, at) => ({ at, colour: head.dataset.series, name: head.dataset.name || head.textContent.trim() }))
    .filter((one) => one.colour)
    .map((one) => ({ ...one, values: rows.map((row) => (row.cells[one.at] ? number(row.cells[one.at]) : null)) }));
  return { names: rows.map((row) => row.querySelector("th").textContent.trim()), series };
}

function option({ names, series }, stacked, narrow) {
  const colour = colours();
  const text = { color: colour("ink"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 };
  const soft = { ...text, color: colour("soft") };
  return {
    animation: !still.matches,
    animationDuration: 250,
    textStyle: text,
    // patterns beside colours: for red-green blindness and for paper
    aria: { enabled: true, decal: { show: true } },
    grid: { left: 8, right: 28, top: narrow ? 68 : 40, bottom: 8, containLabel: true },
    legend: { top: 4, left: 0, textStyle: text, itemGap: 16 },
    // drawn on the canvas: markup with styles of its own would be refused by the Content-Security-Policy
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" }, backgroundColor: colour("paper"), borderColor: colour("edge"), textStyle: text },
    xAxis: { type: "value", axisLabel: { ...soft, hideOverlap: true }, splitNumber: narrow ? 3 : 6, splitLine: { lineStyle: { color: colour("line") } }, minInterval: 1 },
    yAxis: { type: "category", data: names, inverse: true, axisLabel: { ...text, width: narrow ? 90 : 180, overflow: "truncate" }, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("edge") } } },
    series: series.map((one) => ({
      type: "bar",
      name: one.name,
      data: one.values,
      stack: stacked ? "all" : undefined,
      barMaxWidth: 22,
      itemStyle: { color: colour(one.colour), borderColor: colour("paper"), borderWidth: stacked ? 1 : 0 },
      emphasis: { focus: "series" },
    })),
  };
}

async function draw(figure) {
  const table = document.getElementById(figure.dataset.table);
  const place = figure.querySelector(".chart");
  if (!table || !place || !figure.dataset.echarts) return;
  let echarts;
  try {
    echarts = await import(figure.dataset.echarts);
  } catch {
    figure.hidden = true;
    return;
  }
  const data = read(table);
  place.dataset.rows = Math.min(4, Math.ceil(data.names.length / 8));
  const chart = charts.get(place) || echarts.init(place, null, { renderer: "canvas" });
  charts.set(place, chart);
  chart.setOption(option(data, figure.dataset.chart === "stacked", place.clientWidth < 500), true);
  figure.dataset.drawn = "yes";
}

function drawAll() {
  for (const [place, chart] of charts) {
    if (!place.isConnected) {
      chart.dispose();
      charts.delete(place);
    }
  }
  for (const figure of document.querySelectorAll("figure[data-chart]")) draw(figure);
}

drawAll();
document.addEventListener("htmx:afterSettle", drawAll);
dark.addEventListener("change", drawAll);
new ResizeObserver(() => charts.forEach((chart) => chart.resize())).observe(document.body);
window.addEventListener("beforeprint", () => charts.forEach((chart) => chart.resize()));

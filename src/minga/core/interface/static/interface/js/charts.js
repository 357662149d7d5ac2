// Draws the pictures of the page with ECharts in our own colours; the table beneath says the same without it.
// Rows of numbers take these one after the other, always in this order; the first is the accent.
const HUES = [1, 2, 3, 4, 5, 6, 7].map((number) => `--mg-hue-${number}`);

// Where the reader's own colours replace ours, pictures are drawn in them as well.
const THEIRS = { "--mg-hue-1": "Highlight", "--mg-surface": "Canvas", "--mg-paper": "Canvas", "--mg-line": "GrayText" };
function named(name) {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = THEIRS[name] ?? "CanvasText";
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour.replace(/^rgba\((\d+), (\d+), (\d+), [\d.]+\)$/, "rgb($1, $2, $3)"); // a ground for words lets lines through
}

function colours(figure) {
  const style = getComputedStyle(figure), forced = matchMedia("(forced-colors: active)").matches;
  const of = (name) => forced ? named(name) : style.getPropertyValue(name).trim();
  return { of, hues: HUES.map(of), font: style.fontFamily };
}

// How wide the names beside lying bars are drawn: the library's own guess is too narrow in some fonts and cuts them.
function widest(names, font, most) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `14px ${font}`;
  return Math.min(most, Math.ceil(Math.max(...names.map((name) => pen.measureText(name).width))) + 2);
}

// How wide the names may be: on a phone the bars keep the greater part.
const roomFor = (names, font, width) => widest(names, font, Math.max(width < 420 ? 120 : 190, Math.round(0.42 * width)));

// How many lines the name takes that takes most of them, broken between its words.
function mostLines(names, font, room) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `14px ${font}`;
  const wide = (words) => pen.measureText(words).width;
  return Math.max(...names.map((name) => {
    let lines = 1, line = "";
    for (const word of name.split(" ")) {
      const longer = line ? `${line} ${word}` : word, over = wide(longer) > room;
      lines += (over && line ? 1 : 0) + Math.floor(wide(word) / (room + 1));
      line = over ? word : longer;
    }
    return lines;
  }));
}

// Lying bars that belong together stand below the name of their group, which takes a line of its own.
function grouped(data) {
  if (!data.groups.length) return { ...data, heads: new Set() };
  const categories = [], heads = new Set(), series = data.series.map((one) => ({ ...one, values: [] }));
  let at = 0;
  for (const [name, count] of data.groups) {
    heads.add(categories.length);
    categories.push(name, ...data.categories.slice(at, at + count));
    data.series.forEach((one, of) => series[of].values.push(null, ...one.values.slice(at, at + count)));
    at += count;
  }
  return { ...data, categories, series, heads };
}

function option(data, { of, hues, font }, width, height) {
  const lying = data.kind === "bar";
  // Where the page reads from the right, bars grow from there and months go on towards the left.
  const mirrored = document.documentElement.dir === "rtl", [start, end] = mirrored ? ["right", "left"] : ["left", "right"];
  const largest = Math.max(...data.series.flatMap((one) => one.values));
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: largest >= 1000 ? 0 : 1 });
  const many = data.series.length > 1;
  const thick = Math.min(36, Math.max(22, Math.round((0.4 * height) / data.categories.length)));
  const room = lying ? roomFor(data.categories, font, width) : 0;
  // Figures stand on the bars where each has the room; otherwise an axis tells them, and the table beneath in full.
  const step = (width - 24) / Math.max(1, data.categories.length);
  const figures = data.series[0].values.map((value) => number.format(value));
  const told = !many && figures.length <= 14 && (lying || widest(figures, font, width) <= step);
  const scaled = many || data.kind === "line" || !told;
  const axis = scaled ? widest([number.format(Math.trunc(largest))], font, 90) : 0;
  // Each name is written where all have the room; otherwise as many as have it.
  const spoken = widest(data.categories, font, step) <= step - 8 ? 0 : "auto";
  // Several rows of numbers are named where they end, so that nobody has to look them up in a legend.
  const last = data.categories.length - 1, ends = many ? widest(data.series.map(({ name }) => name), font, 0.4 * width) + 12 : 0;
  const overhang = lying ? 0 : Math.max(8, Math.ceil((widest(data.categories, font, 190) - 0.6 * step) / 2));
  const names = {
    type: "category", data: data.categories, inverse: lying || mirrored, position: lying ? start : "bottom", axisTick: { show: false },
    axisLine: { lineStyle: { color: of("--mg-control") } },
    axisLabel: { color: of("--mg-ink"), fontSize: 14, ...(lying ? { width: room, overflow: "break" } : { hideOverlap: true, interval: spoken }),
      formatter: (name, at) => (data.heads.has(at) ? `{head|${name}}` : name), rich: { head: { fontSize: 14, fontWeight: 600, color: of("--mg-ink") } } },
  };
  const numbers = {
    type: "value", min: 0, inverse: lying && mirrored, position: lying ? "bottom" : start, splitLine: { show: scaled, lineStyle: { color: of("--mg-line") } }, splitNumber: 3,
    axisLabel: { show: scaled, color: of("--mg-muted"), fontSize: 14, formatter: (value) => number.format(value) },
  };
  return {
    animation: false,
    textStyle: { fontFamily: font, color: of("--mg-ink") },
    // On paper several hues may come out as one grey, and the reader's own colours are few: patterns tell them apart there.
    aria: { enabled: many && (matchMedia("print").matches || matchMedia("(forced-colors: active)").matches), label: { enabled: false }, decal: { show: true } },
    grid: lying
      ? { top: 24, bottom: 8, [start]: room + 16, [end]: 56, containLabel: false }
      : { top: 24, bottom: 8, [start]: Math.max(8, overhang - axis), [end]: Math.max(16, overhang, ends), containLabel: true },
    tooltip: {
      show: !told, trigger: "axis", renderMode: "richText", confine: true,
      // It stands where the pointer reaches it without leaving what it tells of (WCAG 2.2, 1.4.13).
      position: ([x, y], _rows, _node, _shape, { contentSize: [wide, high], viewSize: [most] }) =>
        lying ? [mirrored ? 0 : most - wide, y - high / 2] : [x - wide / 2, 24],
      backgroundColor: of("--mg-surface"), borderColor: of("--mg-line"), textStyle: { color: of("--mg-ink"), fontSize: 14, fontFamily: font },
      valueFormatter: (value) => (value == null ? "–" : number.format(value)),
    },
    xAxis: lying ? numbers : names,
    yAxis: lying ? names : numbers,
    series: data.series.map((one, at) => ({
      name: one.name, data: one.values, type: data.kind === "line" ? "line" : "bar", barMaxWidth: lying ? thick : 48,
      stack: data.kind === "stacked" ? "all" : undefined, emphasis: { disabled: true },
      itemStyle: { color: hues[at] ?? of("--mg-control"), borderRadius: data.kind === "stacked" ? 0 : 2,
        // Parts that stand on each other are parted by a hair of the ground, whatever their hues.
        ...(data.kind === "stacked" ? { borderColor: of("--mg-surface"), borderWidth: 1 } : {}) },
      label: { show: told || many, position: lying || many ? end : "top", color: of("--mg-ink"), fontSize: 14,
        ...(many ? { width: ends - 12, overflow: "break" } : {}),
        formatter: ({ value, dataIndex }) => many ? (dataIndex === last ? one.name : "") : number.format(value) },
      labelLayout: many ? { moveOverlap: "shiftY" } : undefined,
    })),
  };
}

// As high as names of several lines ask for. Beside a taller picture bars move apart until the card is full,
// but not further than one reads across.
function fit(figure, canvas, data) {
  let least = "", most = "";
  if (data.kind === "bar") {
    const { font } = colours(figure), rows = data.categories.length;
    const row = Math.max(2.25, mostLines(data.categories, font, roomFor(data.categories, font, canvas.clientWidth)) + 0.4);
    [least, most] = [`${Math.max(6, rows * row + 2)}rem`, `${Math.max(9, rows * 7 + 2)}rem`];
  }
  Object.assign(canvas.style, { minBlockSize: least, maxBlockSize: most });
}

// Whoever opens the numbers beneath one picture does not make those beside it grow: they stay as they are until all are closed.
function keepStill(drawn) {
  const numbers = drawn.map(({ figure }) => figure.querySelector(".mg-chart-numbers"));
  for (const one of numbers) {
    one.querySelector("summary").addEventListener("click", () => {
      // All are measured first: to set one makes its neighbours move.
      const highs = drawn.map(({ canvas }) => `${canvas.clientHeight}px`);
      for (const [at, { canvas }] of drawn.entries()) Object.assign(canvas.style, { minBlockSize: highs[at], maxBlockSize: highs[at] });
    });
    one.addEventListener("toggle", () => {
      if (!numbers.some(({ open }) => open)) for (const { figure, canvas, data } of drawn) fit(figure, canvas, data);
    });
  }
}

export async function draw(figures) {
  let echarts;
  try {
    echarts = await import(figures[0].dataset.library);
  } catch {
    return;
  }
  const drawn = [...figures].map((figure) => ({
    figure, canvas: figure.querySelector("[data-canvas]"),
    data: grouped(JSON.parse(document.getElementById(figure.dataset.chart).textContent)),
  }));
  keepStill(drawn);
  for (const { figure, canvas, data } of drawn) {
    fit(figure, canvas, data);
    const picture = echarts.init(canvas, null, { renderer: "canvas" });
    const paint = () => picture.setOption(option(data, colours(figure), canvas.clientWidth, canvas.clientHeight), true);
    paint();
    new ResizeObserver(() => { picture.resize(); paint(); }).observe(canvas);
    addEventListener("keydown", ({ key }) => { if (key === "Escape") for (const type of ["hideTip", "updateAxisPointer"]) picture.dispatchAction({ type, currTrigger: "leave" }); });
    for (const asked of ["(prefers-color-scheme: dark)", "print"]) matchMedia(asked).addEventListener("change", paint);
  }
}

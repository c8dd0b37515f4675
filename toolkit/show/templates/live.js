// Weights that a reader moves: the index and the ranking of a report, drawn anew.
//
// The page holds mentions added up by period (or outlet), type of event and channel, and
// the words they are counted in. A level is 1,000 times the weighted sum by the words; an
// index is 100 times the level by its mean over the base window. Nothing is fetched, and
// text of articles only ever becomes text.
(() => {
  "use strict";

  const HIGHEST = 10; // severities run from 0 to 10
  const MOST_TIMES = 2; // what a channel can be multiplied by
  const STEP = 0.1;
  const MOST_RANKED = 12; // rows of the ranking
  const CLEARLY_POSITIVE = 0.1; // of the gross mean, as the index of the report asks
  const PER_WORDS = 1000;
  const HEIGHT = 300;
  const MARGIN = { top: 14, right: 16, bottom: 30, left: 46 };
  const MANY_POINTS = 80;
  const PAUSE = 200; // milliseconds of rest before the result is read out

  // ------------------------------------------------------------------ elements

  function element(name, attributes = {}, ...inside) {
    const svg = ["svg", "path", "line", "circle", "text", "g", "title"].includes(name);
    const made = svg
      ? document.createElementNS("http://www.w3.org/2000/svg", name)
      : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  }

  const counted = (n, one) => `${n.toLocaleString("en")} ${one}${n === 1 ? "" : "s"}`;

  // ------------------------------------------------------------------ arithmetic

  class Weights {
    constructor(data) {
      this.data = data;
      this.scale = 0;
      this.reset();
    }

    reset() {
      this.moved = new Map(); // type -> severity of each of its mentions
      this.factors = this.data.channels.map(() => 1);
    }

    // Mean severity of each type on the chosen scale: where its slider begins.
    means() {
      const cells = this.data.cells.period;
      return this.data.types.map((_, type) => {
        let total = 0, n = 0;
        cells.counts.forEach((counts, cell) => this.data.kinds.forEach((kind, k) => {
          if (kind.type !== type) return;
          n += counts[k];
          total += this.published(cells, cell, k);
        }));
        return n ? total / n : 0;
      });
    }

    published(cells, cell, k) {
      const amounts = cells.amounts[this.scale];
      return amounts ? amounts[cell][k] : cells.counts[cell][k]; // flat: 1 each
    }

    level(cells, cell, gross = false) {
      let total = 0;
      this.data.kinds.forEach((kind, k) => {
        const brought = this.moved.has(kind.type)
          ? this.moved.get(kind.type) * cells.counts[cell][k]
          : this.published(cells, cell, k);
        total += (gross ? 1 : kind.sign) * this.factors[kind.channel] * brought;
      });
      return cells.words[cell] > 0 ? (PER_WORDS * total) / cells.words[cell] : NaN;
    }

    levels(cells, gross = false) {
      return cells.words.map((_, cell) => this.level(cells, cell, gross));
    }

    // Of all outlets together, or of the line of one.
    index(cells) {
      const { base } = cells;
      const mean = (levels) => {
        const known = levels.filter((level, i) => base[i] && !Number.isNaN(level));
        return known.reduce((sum, level) => sum + level, 0) / known.length;
      };
      const levels = this.levels(cells);
      const hundred = mean(levels);
      const usable = hundred > CLEARLY_POSITIVE * mean(this.levels(cells, true));
      return levels.map((level) => (usable ? (100 * level) / hundred : NaN));
    }

    // Ranked cells, the highest first; equals share a rank and keep their order.
    ranking(of) {
      const levels = this.levels(this.data.cells[of]);
      const cells = levels.map((level, cell) => ({ cell, level }))
        .filter(({ cell, level }) =>
          this.data.cells[of].ranked[cell] && !Number.isNaN(level));
      cells.sort((a, b) => b.level - a.level || a.cell - b.cell);
      cells.forEach((row, i) => {
        const tied = i && row.level === cells[i - 1].level;
        row.rank = tied ? cells[i - 1].rank : i + 1;
      });
      return cells;
    }
  }

  function highest(values, enough) {
    let top = -1;
    values.forEach((value, i) => {
      if (enough[i] && !Number.isNaN(value) && (top < 0 || value > values[top])) top = i;
    });
    return top;
  }

  // ------------------------------------------------------------------ the picture

  function ticksOf(low, high) {
    const rough = (high - low) / 4 || 1;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].find((s) => s * power >= rough) * power;
    const ticks = [];
    for (let t = Math.ceil(low / step) * step; t <= high + step / 1e6; t += step)
      ticks.push(Math.abs(t) < step / 1e6 ? 0 : t);
    return ticks;
  }

  class Picture {
    constructor(words) {
      this.svg = element("svg", { role: "img", "aria-label": words, height: HEIGHT });
    }

    draw(cells, current, published, words) {
      this.cells = cells;
      const width = Math.max(this.svg.parentElement.clientWidth, 280);
      this.svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
      this.svg.setAttribute("aria-label", words);
      const band = cells.band;
      const known = [...current, ...published, ...band.low, ...band.high, 100]
        .filter((v) => v !== null && !Number.isNaN(v));
      const lowest = Math.min(...known), highest = Math.max(...known);
      const room = 0.05 * (highest - lowest || 100);
      const low = lowest < 0 ? lowest - room : Math.max(0, lowest - room);
      const high = highest + room;
      const n = current.length;
      const x = (i) => MARGIN.left
        + ((width - MARGIN.left - MARGIN.right) * (n > 1 ? i / (n - 1) : 0.5));
      const y = (v) => HEIGHT - MARGIN.bottom
        - ((HEIGHT - MARGIN.top - MARGIN.bottom) * (v - low)) / (high - low);
      this.svg.replaceChildren(
        ...this.axes(width, x, y, ticksOf(low, high)),
        this.band(band, x, y),
        this.line(published, x, y, "before"),
        this.line(current, x, y, "now"),
        ...this.points(current, x, y),
      );
    }

    axes(width, x, y, ticks) {
      const right = width - MARGIN.right, left = MARGIN.left;
      const made = ticks.flatMap((tick) => [
        element("line", { class: "grid", x1: left, x2: right, y1: y(tick), y2: y(tick) }),
        element("text", { x: left - 6, y: y(tick) + 4, "text-anchor": "end" },
          `${Number(tick.toPrecision(6))}`),
      ]);
      made.push(element("line",
        { class: "base", x1: left, x2: right, y1: y(100), y2: y(100) }));
      const { names } = this.cells, last = names.length - 1;
      const every = Math.max(1, Math.ceil((90 * last) / (right - left)));
      for (let i = 0; i <= last; i += every) {
        const anchor = i === 0 ? "start" : i === last ? "end" : "middle";
        made.push(element("text",
          { x: x(i) + (i === last ? 6 : 0), y: HEIGHT - 8, "text-anchor": anchor },
          names[i]));
      }
      return made;
    }

    // One piece for each run of periods that have an interval.
    band({ low, high }, x, y) {
      const point = (value, i) => `${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
      let path = "", first = 0;
      low.forEach((_, i) => {
        if (low[i] === null || high[i] === null) { first = i + 1; return; }
        if (i + 1 < low.length && low[i + 1] !== null && high[i + 1] !== null) return;
        const run = Array.from({ length: i + 1 - first }, (__, k) => first + k);
        path += `M${run.map((k) => point(high[k], k)).join("L")}`
          + `L${run.reverse().map((k) => point(low[k], k)).join("L")}Z`;
        first = i + 1;
      });
      return element("path", { class: "band", d: path || "M0 0" });
    }

    line(values, x, y, name) {
      let path = "", pen = false;
      values.forEach((value, i) => {
        if (Number.isNaN(value)) { pen = false; return; }
        path += `${pen ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
        pen = true;
      });
      return element("path", { class: name, d: path || "M0 0", fill: "none" });
    }

    points(values, x, y) {
      const r = values.length <= MANY_POINTS ? 4 : 1.5;
      return values.flatMap((value, i) => (Number.isNaN(value) ? [] : [element("circle", {
        class: this.cells.enough[i] ? "solid" : "thin", cx: x(i), cy: y(value), r,
      })]));
    }
  }

  // ------------------------------------------------------------------ tables

  function table(caption, heads, rows) {
    const cell = (value) => {
      if (typeof value === "string") return element("td", {}, value);
      const kind = value.places === undefined ? "" : "number";
      return element("td", { class: kind, "data-value": value.exact }, value.shown);
    };
    return element("div", { class: "scroll", tabindex: "0" }, element("table", {},
      element("caption", {}, caption),
      element("thead", {}, element("tr", {},
        ...heads.map((head, i) => element("th", { scope: "col",
          class: rows.length && rows[0][i].places !== undefined ? "number" : "" },
          head)))),
      element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map(cell))))));
  }

  function number(value, places) {
    if (Number.isNaN(value)) return { exact: "", shown: "–", places };
    return { exact: String(value), shown: value.toFixed(places), places };
  }

  const whole = (n) => ({ exact: String(n ?? ""), shown: String(n ?? "–"), places: 0 });

  // ------------------------------------------------------------------ the controls

  class Live {
    constructor(box) {
      this.box = box;
      this.data = JSON.parse(box.querySelector("script").textContent);
      this.weights = new Weights(this.data);
      this.of = "period";
      const { cells, lines, band } = this.data;
      this.lines = [{ ...cells.period, source: "all outlets", band }, ...lines];
      this.published = this.lines.map((line) => this.weights.index(line));
      this.line = 0;
      this.first = { period: this.ranks("period"), source: this.ranks("source") };
      this.build();
      this.reset();
    }

    ranks(of) {
      return new Map(this.weights.ranking(of).map(({ cell, rank }) => [cell, rank]));
    }

    build() {
      this.said = element("p", { role: "status", "aria-live": "polite" });
      this.chosen = element("p", { class: "about" }); // for whoever prints the page
      this.picture = new Picture("");
      this.ranked = element("div");
      this.values = element("div");
      const figure = element("figure", { class: "plot", tabindex: "0" },
        this.picture.svg, element("figcaption", {},
          `${this.data.unit}, as an index: base window = 100. Solid: under the weights `
          + `above. Dashed, with its shaded interval: as published. Intervals are not `
          + `drawn anew for other weights. Hollow: too few stories.`));
      this.all = element("details", {}, element("summary", {}, "All values"),
        this.values);
      this.all.addEventListener("toggle", () => this.listValues());
      this.box.replaceChildren(
        this.box.querySelector("script"), this.controls(), this.said, this.chosen,
        figure, this.ranked, this.all);
      let width = this.box.clientWidth;
      new ResizeObserver(() => {
        if (this.box.clientWidth === width) return;
        width = this.box.clientWidth;
        this.show();
      }).observe(this.box);
    }

    controls() {
      const { types, channels, scales, cells } = this.data;
      const scale = this.choice("Severities", scales, (value) => {
        this.weights.scale = Number(value);
        this.reset();
      });
      const of = ["periods"];
      if (cells.source.ranked.length > 1) of.push("outlets");
      const rank = this.choice("Rank", of, (value) => {
        this.of = value === "1" ? "source" : "period";
        this.show();
      });
      const line = this.lines.length < 2 ? "" : this.choice("Line of",
        this.lines.map(({ source }) => source), (value) => {
          this.line = Number(value);
          this.show();
        });
      const again = element("button", { type: "button" }, "Start over");
      again.addEventListener("click", () => this.reset());
      this.severities = types.map((type, i) => this.slider(type.name, HIGHEST, type.n,
        (value) => this.weights.moved.set(i, value)));
      this.times = channels.map((channel, i) => this.slider(channel.name, MOST_TIMES,
        channel.n, (value) => { this.weights.factors[i] = value; }));
      return element("div", { class: "controls" },
        element("div", { class: "row" }, scale, line, rank, again),
        this.group("Severity of each type of event, 0 (does not count) to 10",
          this.severities),
        this.group("Weight of each channel, 0 to 2: multiplies its mentions", this.times));
    }

    group(legend, sliders) {
      return element("fieldset", {}, element("legend", {}, legend),
        ...sliders.map((slider) => slider.whole));
    }

    choice(name, options, chosen) {
      const id = this.nextId();
      const select = element("select", { id }, ...options.map((option, i) =>
        element("option", { value: String(i) }, option)));
      select.addEventListener("change", () => chosen(select.value));
      return element("div", {}, element("label", { for: id }, `${name} `), select);
    }

    nextId() {
      this.n = (this.n ?? 0) + 1;
      return `live-${this.n}`;
    }

    slider(name, most, n, moved) {
      const id = this.nextId();
      const input = element("input",
        { id, type: "range", min: "0", max: String(most), step: String(STEP) });
      const output = element("output", { for: id });
      const about = element("small");
      const label = element("label", { for: id }, name, about);
      const slider = { whole: element("div", { class: "slider" }, label, input, output) };
      slider.put = (value) => {
        input.value = value.toFixed(1);
        output.textContent = value.toFixed(1);
        const mean = most === HIGHEST ? `, mean ${value.toFixed(1)}` : "";
        about.textContent = ` ${counted(n, "mention")}${mean}`;
      };
      input.addEventListener("input", () => {
        output.textContent = Number(input.value).toFixed(1);
        moved(Number(input.value));
        this.show();
      });
      return slider;
    }

    reset() {
      this.weights.reset();
      this.weights.means().forEach((mean, i) => this.severities[i].put(mean));
      this.times.forEach((slider) => slider.put(1));
      this.show();
    }

    // ---------------------------------------------------------------- the result

    show() {
      const cells = this.lines[this.line];
      const index = this.weights.index(cells);
      const ranking = this.weights.ranking(this.of);
      const words = this.inWords(index, ranking);
      this.picture.draw(cells, index, this.published[this.line], words);
      this.ranked.replaceChildren(this.rankingTable(ranking));
      this.chosen.textContent = this.choices();
      this.listValues();
      clearTimeout(this.waiting);
      // read out once the slider rests, not at every step
      this.waiting = setTimeout(() => { this.said.textContent = words; }, PAUSE);
    }

    choices() {
      const { types, channels, scales } = this.data;
      const moved = [...this.weights.moved].map(([type, value]) =>
        `${types[type].name} ${value.toFixed(1)}`);
      const times = this.weights.factors.flatMap((factor, i) =>
        (factor === 1 ? [] : [`${channels[i].name} times ${factor.toFixed(1)}`]));
      const all = [...moved, ...times].join(", ") || "nothing";
      return `Severities ${scales[this.weights.scale]}; moved: ${all}.`;
    }

    listValues() {
      if (this.all.open) this.values.replaceChildren(this.valueTable());
    }

    inWords(index, ranking) {
      const { labels, enough, source } = this.lines[this.line];
      const published = this.published[this.line];
      const top = highest(index, enough), before = highest(published, enough);
      const was = before < 0 ? ""
        : `; as published ${published[before].toFixed(0)} in ${labels[before]}`;
      const whose = this.line ? ` of ${source}` : "";
      const line = top < 0
        ? `Under these weights there is no index${whose}: nothing in the base window `
          + "counts, or no period has enough stories."
        : `Under these weights the index${whose} is highest in ${labels[top]}: `
          + `${index[top].toFixed(0)} (100 = mean of the base window${was}).`;
      return `${line} ${this.survival(ranking)}`;
    }

    survival(ranking) {
      const what = this.of === "period" ? this.data.every : "outlet";
      if (!ranking.length) return `No ${what} has enough stories to be ranked.`;
      if (ranking[0].level === ranking[ranking.length - 1].level)
        return `Of ${counted(ranking.length, what)} none ranks before the others.`;
      const firsts = this.data.firsts[this.of];
      const { cell } = ranking[0];
      const stays = firsts.filter((first) => first === cell).length;
      const share = ((100 * stays) / firsts.length).toFixed(0);
      const all = this.line && this.of === "period" ? "Over all outlets, of" : "Of";
      return `${all} ${counted(ranking.length, what)} with enough stories, `
        + `${this.data.cells[this.of].labels[cell]} ranks first. It is first in `
        + `${stays} of ${firsts.length} weightings (${share} %) that give each type of `
        + `event a severity drawn evenly from 0 to 10.`;
    }

    rankingTable(ranking) {
      const { labels } = this.data.cells[this.of];
      const rows = ranking.slice(0, MOST_RANKED).map(({ cell, level, rank }) => [
        whole(rank), labels[cell], number(level, 1), whole(this.first[this.of].get(cell)),
      ]);
      const only = ranking.length > MOST_RANKED ? ` The first ${MOST_RANKED} of `
        + `${ranking.length}.` : "";
      const what = this.of === "period" ? this.data.every : "outlet";
      return table(`Ranking under these weights. Level: ${this.data.unit}.${only}`,
        ["rank", what, "level", "rank as published"], rows);
    }

    valueTable() {
      const cells = this.lines[this.line];
      const { labels, stories, band } = cells;
      const index = this.weights.index(cells), levels = this.weights.levels(cells);
      const end = (value) => number(value ?? NaN, 1);
      return table("Index (100 = mean of the base window) and level under these weights, "
        + `${cells.source}.`,
        [this.data.every, "index", "level", "index as published", "low", "high",
          "stories"],
        index.map((value, i) => [labels[i], number(value, 1), number(levels[i], 1),
          number(this.published[this.line][i], 1), end(band.low[i]), end(band.high[i]),
          number(stories[i], 0)]));
    }
  }

  for (const box of document.querySelectorAll(".live")) new Live(box);
})();

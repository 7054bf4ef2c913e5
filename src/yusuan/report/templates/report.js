"use strict";
// Draws each chart in the place of its picture. What cannot be drawn keeps the picture.
(async () => {
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const wide = matchMedia("(min-width: 601px)").matches;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const figures = [...document.querySelectorAll("figure.chart")];
  const text = figures.map((figure) => figure.querySelector("script").textContent).join("");
  // Labels are measured when they are laid out: with another font they would be cut.
  await document.fonts.load('12px "Yusuan Sans"', text.slice(0, 1000));

  const colours = (value) => {
    if (typeof value === "string") return settings.dark[value.toLowerCase()] ?? value;
    if (Array.isArray(value)) return value.map(colours);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === "datasets" || key === "values" ? inner : colours(inner)]));
  };

  // Names as lines of their own above their marks, titles and legends broken: for a screen that has no room beside.
  const lines = (text, size, room) => [text].flat().flatMap((line) => {
    const out = [""];
    let used = 0;
    for (const piece of line.match(/[!-~\u00a0-\u02ff]+\s?|[^!-~]/gu) ?? []) {
      const wide = [...piece].reduce((sum, char) => sum + (char < "\u02ff" ? 0.56 : 1) * size, 0);
      if (used && used + wide > room) { out.push(""); used = 0; }
      out[out.length - 1] += piece;
      used += wide;
    }
    return out;
  });
  const headed = (spec, room, beside) => {
    const title = spec.title ?? {};
    spec.title = { ...title, text: lines(title.text ?? "", 15, room - 40), subtitle: title.subtitle && lines(title.subtitle, 12, room), anchor: "start", frame: "bounds" };
    const views = [spec, ...(spec.layer ?? [])].flatMap((view) => [view, ...(view.layer ?? [])]);
    for (const { encoding: { color } = {} } of views) {
      if (!color?.legend?.columns) continue;
      const widest = Math.max(...color.scale.domain.map((name) => [...name].reduce((sum, char) => sum + (char < "\u02ff" ? 7 : 12), 34)));
      Object.assign(color.legend, { columns: Math.max(1, Math.min(color.legend.columns, Math.floor((room - beside) / widest))), labelLimit: Math.max(140, room - beside - 24) });
    }
    return views;
  };
  const stacked = (spec, room) => {
    const named = JSON.stringify(spec).includes("labelExpr");
    for (const { encoding: { x, y } = {} } of headed(spec, room, named ? 0 : room - spec.width)) {
      if (!y?.axis?.labelExpr || !Array.isArray(y.sort) || x?.type === "nominal") continue;
      const row = Math.min(3, Math.max(1, Math.round((spec.height / y.sort.length - 10) / 15))) * 15 + 30;
      const test = (count) => ({ test: `length(split(datum.value, '\\n')) === ${count}`, value: -13 - 15 * (count - 1) });
      Object.assign(y.axis, { labelAlign: "left", labelBaseline: "bottom", labelPadding: 0, offset: 0, zindex: 1, labelOffset: { condition: [test(2), test(3)], value: -13 } });
      y.scale = { ...y.scale, padding: undefined, paddingInner: 1 - 20 / row, paddingOuter: (1 - 20 / row) / 2, align: 1 };
      spec.stackedHeight = row * y.sort.length;
    }
    spec.height = spec.stackedHeight ?? spec.height;
    delete spec.stackedHeight;
  };

  // What hovering over a mark tells, for a keyboard: the arrows go from mark to mark.
  const told = (place) => {
    let at = -1;
    const tip = () => document.getElementById("vg-tooltip-element");
    place.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const marks = [...place.querySelectorAll("svg.marks *")].filter((mark) => mark.__data__?.tooltip);
      if (event.target !== place || !step || !marks.length) return;
      event.preventDefault();
      at = (Math.max(at, step < 0 ? 0 : -1) + step + marks.length) % marks.length;
      marks[at].scrollIntoView({ block: "nearest", inline: "nearest" });
      const { x, y, width, height } = marks[at].getBoundingClientRect();
      marks[at].dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: x + width / 2, clientY: y + height / 2 }));
      tip()?.setAttribute("role", "status");
    });
    place.addEventListener("blur", () => tip()?.classList.remove("visible"));
  };

  const draw = async (figure, width, again = 0) => {
    const place = figure.querySelector(".drawing");
    const original = JSON.parse(figure.querySelector("script").textContent);
    const spec = dark ? colours(original) : original;
    if (!wide && spec.columns > 2) spec.columns = 2;
    const views = spec.vconcat ?? [spec];
    if (width) for (const view of views) view.width = width;
    if (width && !wide) stacked(spec, place.clientWidth - 24);
    else if (!wide) headed(spec, place.clientWidth - 24, 150);
    const inner = document.createElement("div");
    const picture = place.querySelector("img");
    place.append(inner);
    try {
      const result = await vegaEmbed(inner, spec, {
        renderer: "svg", ast: true, i18n: settings.menu, tooltip: { theme: dark ? "dark" : "light" },
        actions: { export: { svg: true, png: true }, source: false, compiled: false, editor: false },
      });
      if (picture) picture.hidden = true;
      place.classList.add("drawn");
      place.classList.toggle("narrow", Boolean(width && !wide));
      inner.querySelector("summary").setAttribute("aria-label", settings.menu.CLICK_TO_VIEW_ACTIONS);
      inner.prepend(inner.querySelector("details"));  // it stands above the chart
      for (const mark of inner.querySelectorAll("[role=graphics-symbol]:not([aria-label])")) mark.setAttribute("aria-hidden", "true");
      const over = inner.scrollWidth - place.clientWidth;
      // A single view can be drawn narrower; what is still too wide scrolls.
      const single = (spec.mark || spec.layer || spec.vconcat) && typeof spec.width !== "object" && !spec.usermeta?.scrolls;
      const drawn = typeof views[0].width === "number" ? views[0].width : spec.config?.view?.continuousWidth;
      // The names of rows leave their place beside the chart: the first try has all the room.
      const next = Math.max(100, width || wide ? drawn - over : place.clientWidth - 24);
      if (again < 3 && over > 0 && single && next < drawn) {
        result.finalize();
        inner.remove();
        await draw(figure, next, again + 1);
      }
    } catch (error) {
      inner.remove();
      console.error(error);
    }
  };
  for (const figure of figures) {
    await draw(figure);
    told(figure.querySelector(".drawing"));
  }
  document.documentElement.dataset.drawn = dark ? "dark" : "light";
})();

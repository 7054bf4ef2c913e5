"use strict";
// Draws each chart in the place of its picture. What cannot be drawn keeps the picture.
(async () => {
  const settings = JSON.parse(document.getElementById("settings").textContent);
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

  const draw = async (figure, narrower) => {
    const place = figure.querySelector(".drawing");
    const original = JSON.parse(figure.querySelector("script").textContent);
    const spec = dark ? colours(original) : original;
    if (narrower) spec.width = narrower;
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
      const over = inner.scrollWidth - place.clientWidth;
      // A single view can be drawn narrower; what is still too wide scrolls.
      const width = (typeof spec.width === "number" ? spec.width : spec.config?.view?.continuousWidth) - over;
      if (!narrower && over > 0 && (spec.mark || spec.layer) && typeof spec.width !== "object" && width >= 140) {
        result.finalize();
        inner.remove();
        await draw(figure, width);
      }
    } catch (error) {
      inner.remove();
      console.error(error);
    }
  };
  for (const figure of figures) await draw(figure);
  document.documentElement.dataset.drawn = dark ? "dark" : "light";
})();

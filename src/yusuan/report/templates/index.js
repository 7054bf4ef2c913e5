"use strict";
// Search and sort; without this script the table stands as it is.
(() => {
  const table = document.getElementById("reports");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const search = document.getElementById("search");
  const count = document.getElementById("count");

  const key = (row, i) => row.cells[i].dataset.value ?? row.cells[i].textContent.trim();
  const find = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = [0, 1, 2].map((i) => key(row, i)).join(" ").toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    count.textContent = words.length ? `${shown} / ${rows.length}` : "";
  };
  search.addEventListener("input", find);
  search.closest("[hidden]").hidden = false;

  const compare = (a, b) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    return isNaN(a) || isNaN(b) ? a.localeCompare(b, "zh") : a - b;
  };
  heads.forEach((head, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      // What has no figure stays at the end, whichever way.
      rows.sort((a, b) => {
        const [x, y] = [key(a, i), key(b, i)];
        return x === "" || y === "" ? compare(x, y) : compare(x, y) * (down ? -1 : 1);
      });
      body.append(...rows);
    });
  });
})();

// The menu of narrow screens, and the search over SECTIONS (search-data.js) with lunr.
const up = document.body.dataset.up;
const menu = document.getElementById("menu");
const contents = document.getElementById("contents");
menu.addEventListener("click", () => menu.setAttribute("aria-expanded", contents.classList.toggle("open")));

const input = document.getElementById("search");
const found = document.getElementById("found");
let index; // built when somebody first searches

function search(words) {
  index ??= lunr(function () {
    this.ref("at");
    this.field("heading", { boost: 8 });
    this.field("page", { boost: 4 });
    this.field("text");
    SECTIONS.forEach((section, at) => this.add({ at, ...section }));
  });
  return index.query((query) => {
    for (const word of lunr.tokenizer(words)) {
      const term = word.toString();
      query.term(term, { boost: 10 });
      query.term(term, { wildcard: lunr.Query.wildcard.TRAILING });
    }
  });
}

function show(hits) {
  found.replaceChildren(
    ...hits.slice(0, 12).map((hit) => {
      const section = SECTIONS[hit.ref];
      const link = document.createElement("a");
      link.href = up + section.url;
      link.textContent = section.heading;
      const page = document.createElement("small");
      page.textContent = section.page;
      link.append(page);
      return link;
    }),
  );
  if (hits.length === 0) {
    const nothing = document.createElement("p");
    nothing.textContent = "Nothing found.";
    found.append(nothing);
  }
  found.hidden = false;
}

input.addEventListener("input", () => {
  const words = input.value.trim();
  if (words === "") {
    found.hidden = true;
  } else {
    show(search(words));
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    found.hidden = true;
  } else if (event.key === "/" && document.activeElement !== input) {
    event.preventDefault();
    input.focus();
  }
});
document.addEventListener("click", (event) => {
  if (!found.contains(event.target) && event.target !== input) {
    found.hidden = true;
  }
});

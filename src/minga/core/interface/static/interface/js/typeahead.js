// Offers what fits while one types: fills a datalist from the address in data-typeahead. Without it the field still works.
const WAIT_MS = 180;

for (const [number, input] of document.querySelectorAll("input[data-typeahead]").entries()) {
  const list = document.createElement("datalist");
  list.id = `typeahead-${number}`;
  input.after(list);
  input.setAttribute("list", list.id);
  let timer = 0;
  let asked = "";
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const words = input.value.trim();
      if (words.length < 1 || words === asked) return;
      asked = words;
      try {
        const answer = await fetch(`${input.dataset.typeahead}?q=${encodeURIComponent(words)}`);
        if (!answer.ok || words !== asked) return;
        const { results } = await answer.json();
        list.replaceChildren(...results.map(({ value, label }) => {
          const option = document.createElement("option");
          option.value = value;
          if (label !== value) option.label = label;
          return option;
        }));
      } catch {
        // Offline: the field keeps what was typed, and the page checks it when it is sent.
      }
    }, WAIT_MS);
  });
}

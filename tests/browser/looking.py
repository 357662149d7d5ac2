"""What a page is asked in the browser: its texts, what is cut off, what lies over what, how far it is too wide."""

from __future__ import annotations

LOOK_AT_TEXT = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!parent || parent.closest('script,noscript,style,[translate=no],code,pre,textarea,[data-words]')) continue;
    const text = node.textContent.replace(/\\s+/g, ' ').trim();
    if (text) found.push(text);
  }
  for (const node of document.querySelectorAll('[aria-label],[title],[placeholder],[alt]'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      const text = (node.getAttribute(name) || '').trim();
      if (text && !node.closest('[translate=no]')) found.push(text);
    }
  return found;
}"""
ALIKE = """() => {
  const numbers = new Map(), grounds = new Map(), seen = new Map();
  const number = key => numbers.get(key) ?? numbers.set(key, numbers.size).get(key);
  const ground = node => {
    if (!node) return 0;
    if (!grounds.has(node)) {
      const {backgroundColor, backgroundImage, opacity, position, filter, mixBlendMode} = getComputedStyle(node);
      const own = [backgroundColor, backgroundImage, opacity, position, filter, mixBlendMode];
      grounds.set(node, number([ground(node.parentElement), ...own].join('|')));
    }
    return grounds.get(node);
  };
  const texts = [...document.body.querySelectorAll('*')].filter(
    node => [...node.childNodes].some(child => child.nodeType === Node.TEXT_NODE && child.data.trim()));
  for (const node of texts) {
    const {color, fontSize, fontWeight, textShadow} = getComputedStyle(node);
    const look = number([ground(node), color, fontSize, fontWeight, textShadow].join('|'));
    seen.set(look, [...(seen.get(look) ?? []), node]);
  }
  for (const nodes of seen.values())
    for (const node of nodes.slice(2, -1)) node.setAttribute('data-alike', '');
}"""
"""Marks texts that look as others of the page do: same colour, size and weight, on the same grounds all the way up. Of
each look the first two and the last one stay unmarked."""
LOOK_AT_BOXES = """() => {
  const found = [];
  for (const node of document.querySelectorAll('button,a,label,legend,th,h1,h2,h3,summary,dt,.btn,.mg-tool')) {
    const style = getComputedStyle(node);
    if (style.overflowX === 'visible' || node.closest('.visually-hidden,.mg-skip') || node.offsetWidth < 2) continue;
    if (node.scrollWidth > node.clientWidth + 1) found.push(node.outerHTML.slice(0, 160));
  }
  return found;
}"""
SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;  // a phone widens innerWidth to what it shows
  const wide = document.documentElement.scrollWidth - width;
  if (wide <= 1) return '';
  let worst = '';
  for (const node of document.querySelectorAll('main *')) {
    const box = node.getBoundingClientRect();
    const out = box.right > width + 1 || box.left < -1;
    if (out && !node.closest('.mg-table-wrap,.visually-hidden,.mg-skip'))
      worst = node.outerHTML.slice(0, 160);
  }
  return `${wide} px: ${worst}`;
}"""
PRIMARY = """() => {
  const shown = [...document.querySelectorAll('.btn-primary')].filter(
    node => node.checkVisibility() && node.offsetWidth > 2 && !node.closest('dialog')
      && (node.tagName === 'SUMMARY' || !node.closest('details:not([open])')));
  return shown.length > 1 ? shown.map(node => node.textContent.trim().slice(0, 40)) : [];
}"""
"""The primary actions where there is more than one; what is asked once more only after a press does not count."""
COVERED = """() => {
  const found = [];
  const floats = node => {
    for (; node; node = node.parentElement)
      if (['fixed', 'sticky'].includes(getComputedStyle(node).position)) return true;
    return false;
  };
  for (const node of document.querySelectorAll('a[href],button,summary,input,select,textarea')) {
    const box = node.getClientRects()[0];  // of words that wrap, the first line
    if (!box || box.width < 2 || box.height < 2 || !node.checkVisibility()) continue;
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)?.closest('a,button,summary');
    if (!top || top.contains(node) || node.contains(top) || floats(top)) continue;
    found.push(`${top.outerHTML.slice(0, 120)} lies over ${node.outerHTML.slice(0, 120)}`);
  }
  return found;
}"""

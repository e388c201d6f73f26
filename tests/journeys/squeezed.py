"""What long names do to a page: text that is cut without a sign, that leaves its box, or that lies on other text."""

from __future__ import annotations

SQUEEZED = r"""() => {
  const faults = [], texts = [];
  const main = document.querySelector("main");
  const words = (node) => node.textContent.trim().replace(/\s+/g, " ").slice(0, 60);
  const placed = (element) => {
    for (let one = element; one && one !== main; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (["fixed", "sticky", "absolute"].includes(style.position)) return true;
    }
    return false;
  };
  const scrolled = (element) => {
    for (let one = element; one && one !== main; one = one.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(one).overflowX)) return true;
    return false;
  };
  for (const element of main.querySelectorAll("*")) {
    if (element.closest("svg, select, option, textarea") || !element.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    if (box.width <= 2 || box.height <= 2) continue; /* for those who listen */
    const told = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
    if (words(element) && style.overflowX !== "visible" && !["auto", "scroll"].includes(style.overflowX) && !told) {
      if (element.scrollWidth > element.clientWidth + 2) faults.push(`cut: ${words(element)}`);
    }
  }
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!words(node) || parent.closest("svg, select, textarea, .visually-hidden") || placed(parent) || scrolled(parent)) continue;
    if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      let box = parent;
      while (box !== main && ["inline", "contents"].includes(getComputedStyle(box).display)) box = box.parentElement;
      const own = box.getBoundingClientRect(), hides = getComputedStyle(box).overflowX !== "visible";
      if (!hides && rect.right > own.right + 2) faults.push(`leaves its box: ${words(node)}`);
      if (!hides && rect.width > 2) texts.push([rect, node, box]);
    }
  }
  texts.sort(([one], [other]) => one.top - other.top);
  for (let n = 0; n < texts.length; n += 1) {
    const [one, node] = texts[n];
    for (let k = n + 1; k < texts.length && texts[k][0].top < one.bottom - 5; k += 1) {
      const [other, beside] = texts[k];
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (beside !== node && wide > 4 && high > 5) faults.push(`lies on other text: ${words(node)} | ${words(beside)}`);
    }
  }
  return [...new Set(faults)].slice(0, 8);
}"""

"""A person with a keyboard alone: presses keys, and sees where the focus is."""

import time
from typing import Any

from lab_page import Lab

MOST_TABS = 60
SLIDING_S = 2.0
# What has the focus, also inside a web component, and whether anybody can see it: a ring around it,
# or around the row that it names as the active one. A menu of JupyterLab marks its active item.
FOCUS = """() => {
  const deepest = root => {
    const node = root.activeElement;
    return node?.shadowRoot?.activeElement ? deepest(node.shadowRoot) : node;
  };
  const isClear = color => /rgba\\(.*, 0\\)|transparent/.test(color);
  // Sides of which no box around it cuts off more than half.
  const sidesOf = (node, out) => {
    const { left, top, right, bottom } = node.getBoundingClientRect();
    const sides = { left: left - out, top: top - out, right: right + out, bottom: bottom + out };
    let shown = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    for (let box = node.parentElement; box; box = box.parentElement) {
      if (getComputedStyle(box).overflow !== 'visible') {
        const { left, top, right, bottom } = box.getBoundingClientRect();
        shown = { left: Math.max(shown.left, left), top: Math.max(shown.top, top),
          right: Math.min(shown.right, right), bottom: Math.min(shown.bottom, bottom) };
      }
    }
    const some = 0.5;
    return [sides.left >= shown.left - some, sides.top >= shown.top - some,
      sides.right <= shown.right + some, sides.bottom <= shown.bottom + some];
  };
  const ringOf = node => {
    const style = getComputedStyle(node);
    const width = parseFloat(style.outlineWidth);
    if (style.outlineStyle !== 'none' && width > 0 && !isClear(style.outlineColor)) {
      return sidesOf(node, width / 2 + parseFloat(style.outlineOffset));
    }
    const isAround = /0px 0px 0px [1-9]/.test(style.boxShadow); // else it is a shadow
    return isAround ? sidesOf(node, 0) : [];
  };
  const isRinged = node => Boolean(node) && ringOf(node).filter(Boolean).length >= 3;
  const node = deepest(document);
  const named = node.getAttribute('aria-activedescendant');
  const host = node.getRootNode().host ?? node; // a web component is one thing, whatever is inside
  const own = [node, host, host.shadowRoot?.querySelector('.root'),
    named && document.getElementById(named)].filter(Boolean);
  const item = node.closest('.lm-Menu, .lm-MenuBar')?.querySelector('.lm-mod-active');
  return {
    tag: node.tagName.toLowerCase(),
    role: node.getAttribute('role') ?? '',
    classes: node.className.toString(),
    name: (node.getAttribute('aria-label') ?? node.textContent ?? '').trim().slice(0, 80),
    isSeen: own.some(isRinged) || Boolean(item),
    rings: own.map(one => [one.className.toString(), getComputedStyle(one).outline,
      getComputedStyle(one).outlineOffset, getComputedStyle(one).boxShadow, ...ringOf(one)]),
    isOurs: Boolean(node.closest('[class*=jp-mm], [id^=jupyter-mm]')),
  };
}"""


def focus(lab: Lab) -> dict[str, Any]:
    found: dict[str, Any] = lab.page.evaluate(FOCUS)
    return found


def focus_at_rest(lab: Lab, name: str = "") -> dict[str, Any]:
    """Return what has the focus once it is seen, and called so.

    A notification slides into the window, and a dialog takes the focus after it has its text.
    """
    end = time.monotonic() + SLIDING_S
    while time.monotonic() < end:
        found = focus(lab)
        if found["isSeen"] and name in found["name"]:
            return found
        lab.page.wait_for_timeout(50)
    return focus(lab)


def seen(lab: Lab, name: str = "") -> dict[str, Any]:
    """Check that what has the focus is called so and stands out."""
    found = focus_at_rest(lab, name)
    assert name in found["name"], found
    assert found["isSeen"], f"nobody sees that this has the focus: {found}"
    return found


def press(lab: Lab, *keys: str) -> None:
    for key in keys:
        lab.page.keyboard.press(key)


def tab_to(lab: Lab, name: str, key: str = "Tab", *, role: str = "") -> None:
    """Go from stop to stop until something of this name has the focus, and can be seen."""
    passed = []
    for _ in range(MOST_TABS):
        lab.page.keyboard.press(key)
        found = focus(lab)
        if found["isOurs"]:
            assert focus_at_rest(lab)["isSeen"], f"nobody sees this on the way: {found}"
        if name in found["name"] and found["tag"] != "body" and role in ("", found["role"]):
            seen(lab, name)
            return
        passed.append(found["name"][:30] or found["classes"][:40])
    raise AssertionError(f"{name} is not reached by {key}: {passed}")

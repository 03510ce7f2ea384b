// What keeps people out of a page, as far as a program can find it; a list of complaints, empty when there are none.
(() => {
  const complaints = [];
  const say = (what, element) => {
    const place = [element.tagName.toLowerCase(), element.id && '#' + element.id, element.getAttribute('class') && '.' + element.getAttribute('class')];
    complaints.push(`${what}: <${place.filter(Boolean).join(' ')}> ${(element.textContent ?? '').trim().slice(0, 40)}`);
  };
  const all = [...document.body.querySelectorAll('*')];
  const seen = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  if (!document.documentElement.lang) complaints.push('the page does not say its language');
  if (!document.title) complaints.push('the page has no title');
  for (const name of ['main', 'h1']) {
    const count = [...document.querySelectorAll(name)].filter(seen).length;
    if (count !== 1) complaints.push(`there are ${count} elements of the kind ${name}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) {
    complaints.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${innerWidth}`);
  }

  const ids = new Map();
  for (const element of all.filter(element => element.id)) ids.set(element.id, (ids.get(element.id) ?? 0) + 1);
  for (const [id, count] of ids) if (count > 1) complaints.push(`${count} elements have the id ${id}`);
  for (const element of all) {
    for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-activedescendant', 'for']) {
      for (const id of (element.getAttribute(name) ?? '').split(/\s+/).filter(Boolean)) {
        if (!ids.has(id)) say(`${name} leads nowhere (${id})`, element);
      }
    }
  }

  const focusable = 'a[href], button, input, select, textarea, summary, [tabindex]';
  for (const element of all.filter(seen)) {
    const style = getComputedStyle(element);
    if (element.tabIndex > 0) say('it takes its turn before others', element);
    if (element.closest('[aria-hidden=true]') && element.matches(focusable) && element.tabIndex >= 0) {
      say('it takes the focus and is hidden from screen readers', element);
    }
    const scrolls = ['auto', 'scroll'];
    const moves = (scrolls.includes(style.overflowY) && element.scrollHeight > element.clientHeight + 1)
      || (scrolls.includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1);
    if (moves && element.tabIndex < 0 && !element.querySelector(focusable)) say('it scrolls, but not by keyboard', element);
    if (element.matches('li') && !element.parentElement.matches('ul, ol, menu')) say('it is in no list', element);
    if (element.matches('dt, dd') && !element.closest('dl')) say('it is in no list', element);
    if (element.matches('button, a[href]') && element.parentElement.closest('button, a[href], summary')) {
      say('it is inside of something else that is pressed', element);
    }
  }

  // Contrast, by the formula of WCAG; a canvas paints through the browser whatever notation a colour has.
  const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  const read = new Map();
  const colour = text => {
    if (!read.has(text)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
      read.set(text, [red, green, blue, alpha / 255]);
    }
    return read.get(text);
  };
  const over = (top, below) => top.slice(0, 3).map((part, index) => part * top[3] + below[index] * (1 - top[3])).concat(1);
  const ground = element => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(colour(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const light = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  for (const element of all.filter(seen)) {
    const words = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!words || element.closest(':disabled, [aria-hidden=true], .unseen, option') || element.ownerSVGElement) continue;
    const style = getComputedStyle(element);
    const below = ground(element);
    const [one, other] = [light(over(colour(style.color), below)), light(below)].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    if (ratio < needed) say(`a contrast of ${ratio.toFixed(2)}`, element);
  }
  return complaints;
})()


'use strict';
(function () {
  const table = document.querySelector('table');
  const body = table.tBodies[0];
  const given = Array.from(body.querySelectorAll('tr'));
  const status = document.querySelector('.count');
  const collator = new Intl.Collator(['zh', 'en'], { numeric: true });
  document.querySelectorAll('.tools').forEach((tools) => { tools.hidden = false; });

  const levelOf = (row) => ['total', 'group'].indexOf(row.className) + 1 || 3;
  const say = (text, values) => {
    status.textContent = text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  };

  // Not row.cells: each such list stays alive, and is told of every row that moves.
  function cellOf(row, column) {
    let cell = row.firstElementChild;
    for (let at = 0; at < column; at += 1) cell = cell.nextElementSibling;
    return cell;
  }

  function keyOf(cell, numeric) {
    const text = cell.dataset.value || cell.textContent.trim();
    if (text === '') return null;
    return numeric ? Number(text) : text;
  }

  function sorted(column, direction) {
    const cells = given.map((row) => cellOf(row, column));
    const numeric = cells.every((cell) => {
      const text = cell.dataset.value || cell.textContent.trim();
      return text === '' || !Number.isNaN(Number(text));
    });
    const keyed = given.map((row, place) => ({ row, place, level: levelOf(row), key: keyOf(cells[place], numeric) }));
    const compare = numeric ? (a, b) => a - b : collator.compare;
    keyed.sort((a, b) => {
      if (a.level !== b.level) return a.level - b.level;
      if (a.level === 3 && a.key !== b.key) {
        if (a.key === null) return 1;
        if (b.key === null) return -1;
        const order = compare(a.key, b.key);
        if (order !== 0) return direction * order;
      }
      return a.place - b.place;
    });
    return keyed.map((entry) => entry.row);
  }

  function sort(header) {
    const next = { ascending: 'descending', descending: null }[header.getAttribute('aria-sort')];
    const order = next === undefined ? 'ascending' : next;
    Array.from(header.parentNode.cells).forEach((cell) => cell.removeAttribute('aria-sort'));
    if (order) header.setAttribute('aria-sort', order);
    const rows = order ? sorted(header.cellIndex, order === 'ascending' ? 1 : -1) : given;
    const fragment = document.createDocumentFragment();
    rows.forEach((row) => fragment.appendChild(row));
    body.appendChild(fragment);
    say(table.dataset[order || 'given'], { column: header.textContent });
  }

  Array.from(table.tHead.rows[0].cells).forEach((header) => {
    const button = document.createElement('button');
    button.type = 'button';
    while (header.firstChild) button.appendChild(header.firstChild);
    header.appendChild(button);
    button.addEventListener('click', () => sort(header));
  });

  document.getElementById('filter').addEventListener('input', (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/);
    let shown = 0;
    given.forEach((row) => {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    });
    say(table.dataset.shown, { shown, count: given.length });
  });

  document.querySelectorAll('[data-tree]').forEach((button) => {
    button.addEventListener('click', () => {
      const open = button.dataset.tree === 'open';
      button.closest('figure').querySelectorAll('details').forEach((part) => { part.open = open; });
    });
  });
})();

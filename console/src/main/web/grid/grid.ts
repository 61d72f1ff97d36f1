import { ColumnLayout, measurerOf, widthOf } from './columns';
import { VerticalScroll } from './scroll';
import { Selection, type Cell } from './selection';

export interface GridColumn {
  name: string;
  typeText: string;
  numeric: boolean;
  sortable: boolean;
}

/** What the grid shows; asked for the cells in view only. */
export interface GridSource {
  columns: GridColumn[];
  rowCount(): number;
  /** Writes a value for a cell. */
  text(row: number, column: number): string | null;
  /** Writes a value for who copies it. */
  whole(row: number, column: number): string | null;
}

export interface GridEvents {
  onSort(column: number): void;
  onActive(cell: Cell | undefined): void;
  onCopy(cells: number, rows: number): void;
}

export interface SortMark {
  column: number;
  descending: boolean;
}

const ROW_HEIGHT = 28;
const HEADER_HEIGHT = 46;
const SAMPLE_ROWS = 60;
const MAX_FITTED_WIDTH = 900;
const MAX_COPIED_CELLS = 500_000;
const HEADER = -1;
const RESIZE_STEP = 16;
const USUAL_DIGITS = '00000000';

interface RowSlot {
  element: HTMLElement;
  gutter: HTMLElement;
  cells: HTMLElement[];
}

/**
 * A table of any number of rows and columns. Only what is in view has elements, and they are used again for what comes
 * into view; so a million rows cost what forty do. The layer of cells stands still while its content changes, so a fast
 * scroll never shows an empty page.
 *
 * One element has the focus, the active cell is told by `aria-activedescendant`; row -1 is the header.
 */
export class Grid {
  readonly #host: HTMLElement;
  readonly #sizer = div('grid-sizer');
  readonly #view = div('grid-view');
  readonly #header = div('grid-header', 'row');
  readonly #corner = div('grid-corner', 'columnheader');
  readonly #body = div('grid-body');
  readonly #slots: RowSlot[] = [];
  readonly #heads: HTMLElement[] = [];
  readonly #scroll = new VerticalScroll();
  readonly #selection = new Selection();
  readonly #observer: ResizeObserver;
  readonly #stop = new AbortController();
  #layout = new ColumnLayout([]);
  #gutter = 56;
  #sampled = false;
  #sort: SortMark | undefined;
  #frame = 0;

  constructor(
    host: HTMLElement,
    readonly source: GridSource,
    readonly events: GridEvents,
  ) {
    this.#host = host;
    host.replaceChildren(this.#sizer);
    this.#sizer.append(this.#view);
    this.#view.append(this.#header, this.#body);
    this.#header.append(this.#corner);
    this.#header.setAttribute('aria-rowindex', '1');
    this.#corner.setAttribute('aria-colindex', '1');
    this.#corner.setAttribute('aria-label', 'Row');
    host.setAttribute('aria-colcount', String(source.columns.length + 1));
    this.#measureColumns();
    this.#listen();
    this.#observer = new ResizeObserver(() => this.#changed());
    this.#observer.observe(host);
    this.#render();
  }

  close(): void {
    this.#observer.disconnect();
    this.#stop.abort();
    cancelAnimationFrame(this.#frame);
    this.#host.replaceChildren();
  }

  /** Shows rows that came, or came into another order. */
  refresh(): void {
    if (!this.#sampled && this.source.rowCount() > 0) this.#measureColumns();
    this.#changed();
  }

  /** Marks the column that rows are sorted by. They are shown in their new order when this returns. */
  markSort(sort: SortMark | undefined): void {
    this.#sort = sort;
    this.#render();
  }

  #measureColumns(): void {
    const rows = Math.min(this.source.rowCount(), SAMPLE_ROWS);
    const measure = measurerOf(this.#host);
    this.#sampled = rows > 0;
    const widths = this.source.columns.map((column, index) => {
      const sample = Array.from({ length: rows }, (_, row) => this.source.text(row, index));
      const least = column.numeric ? USUAL_DIGITS : null; // later rows tend to have more digits than the first
      return widthOf([`${column.name} mm`, column.typeText.slice(0, 24), least, ...sample], measure);
    });
    this.#layout = new ColumnLayout(widths);
  }

  #listen(): void {
    const options = { signal: this.#stop.signal };
    const host = this.#host;
    host.addEventListener('scroll', () => this.#barMoved(), { ...options, passive: true });
    host.addEventListener('wheel', (event) => this.#wheel(event), { ...options, passive: false });
    host.addEventListener('keydown', (event) => this.#keyDown(event), options);
    host.addEventListener('focus', () => this.#focused(), options);
    host.addEventListener('copy', (event) => this.#copy(event), options);
    this.#body.addEventListener('pointerdown', (event) => this.#cellPressed(event), options);
    this.#body.addEventListener('pointermove', (event) => this.#cellDragged(event), options);
    this.#header.addEventListener('pointerdown', (event) => this.#headPressed(event), options);
    this.#header.addEventListener('click', (event) => this.#headClicked(event), options);
    this.#header.addEventListener('dblclick', (event) => this.#fitColumn(event), options);
  }

  #barMoved(): void {
    this.#scroll.barMovedTo(this.#host.scrollTop);
    this.#changed();
  }

  /** A scaled bar would jump by many rows at each turn. */
  #wheel(event: WheelEvent): void {
    if (!this.#scroll.isScaled || event.deltaY === 0 || event.ctrlKey || event.shiftKey) return;
    const unit = [1, ROW_HEIGHT, this.#bodyHeight][event.deltaMode] ?? 1;
    const before = this.#scroll.top;
    this.#moveTop(before + event.deltaY * unit);
    if (this.#scroll.top !== before) event.preventDefault();
  }

  #moveTop(top: number): void {
    this.#scroll.moveTo(top);
    this.#host.scrollTop = this.#scroll.barTop;
    this.#changed();
  }

  #focused(): void {
    if (this.#selection.active === undefined) this.#select({ row: HEADER, column: 0 }, false);
  }

  #keyDown(event: KeyboardEvent): void {
    const { active } = this.#selection;
    if (active === undefined) return;
    if (active.row === HEADER && this.#headerKey(event, active.column)) return event.preventDefault();
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      this.#selection.all(this.source.rowCount(), this.source.columns.length);
      this.#changed();
      return event.preventDefault();
    }
    const target = this.#keyTarget(event, active);
    if (target === undefined) return;
    event.preventDefault();
    this.#select(target, event.shiftKey && target.row !== HEADER && active.row !== HEADER);
    this.#reveal(target);
  }

  #headerKey(event: KeyboardEvent, column: number): boolean {
    if (event.key === 'Enter' || event.key === ' ') {
      if (this.source.columns[column]?.sortable) this.events.onSort(column);
      return true;
    }
    if (event.altKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      const step = event.key === 'ArrowLeft' ? -RESIZE_STEP : RESIZE_STEP;
      this.#resize(column, (this.#layout.widths[column] as number) + step);
      return true;
    }
    return false;
  }

  #keyTarget({ key, ctrlKey, metaKey }: KeyboardEvent, { row, column }: Cell): Cell | undefined {
    const jump = ctrlKey || metaKey;
    const page = Math.max(1, Math.floor(this.#bodyHeight / ROW_HEIGHT) - 1);
    const last = { row: this.source.rowCount() - 1, column: this.source.columns.length - 1 };
    const at = (toRow: number, toColumn: number): Cell => ({
      row: Math.max(HEADER, Math.min(toRow, last.row)),
      column: Math.max(0, Math.min(toColumn, last.column)),
    });
    switch (key) {
      case 'ArrowUp':
        return at(jump ? 0 : row - 1, column);
      case 'ArrowDown':
        return at(jump ? last.row : row + 1, column);
      case 'ArrowLeft':
        return at(row, jump ? 0 : column - 1);
      case 'ArrowRight':
        return at(row, jump ? last.column : column + 1);
      case 'PageUp':
        return at(Math.max(0, row - page), column);
      case 'PageDown':
        return at(row + page, column);
      case 'Home':
        return at(jump ? 0 : row, 0);
      case 'End':
        return at(jump ? last.row : row, last.column);
      default:
        return undefined;
    }
  }

  #select(cell: Cell, extend: boolean): void {
    this.#selection.move(cell, extend);
    this.events.onActive(cell.row === HEADER ? undefined : cell);
    this.#changed();
  }

  #reveal({ row, column }: Cell): void {
    const left = this.#layout.starts[column] as number;
    const right = left + (this.#layout.widths[column] as number);
    const shown = this.#host.clientWidth - this.#gutter;
    if (left < this.#host.scrollLeft || right - left > shown) this.#host.scrollLeft = left;
    else if (right > this.#host.scrollLeft + shown) this.#host.scrollLeft = right - shown;
    if (row === HEADER) return;
    const top = row * ROW_HEIGHT;
    if (top < this.#scroll.top) this.#moveTop(top);
    else if (top + ROW_HEIGHT > this.#scroll.top + this.#bodyHeight) this.#moveTop(top + ROW_HEIGHT - this.#bodyHeight);
  }

  #cellPressed(event: PointerEvent): void {
    const cell = cellAt(event);
    if (cell === undefined || event.button !== 0) return;
    if (event.pointerType === 'mouse') event.preventDefault(); // no selection of text beside ours
    this.#host.focus({ preventScroll: true });
    this.#select(cell, event.shiftKey);
  }

  #cellDragged(event: PointerEvent): void {
    const cell = event.buttons === 1 && event.pointerType === 'mouse' ? cellAt(event) : undefined;
    if (cell !== undefined && !this.#selection.isActive(cell)) this.#select(cell, true);
  }

  #headPressed(event: PointerEvent): void {
    const handle = event.target as HTMLElement;
    if (!handle.classList.contains('grid-resize')) return;
    event.preventDefault();
    const column = columnOf(handle);
    const start = event.clientX;
    const width = this.#layout.widths[column] as number;
    handle.setPointerCapture(event.pointerId);
    const moved = (move: PointerEvent) => this.#resize(column, width + move.clientX - start);
    handle.addEventListener('pointermove', moved);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', moved), { once: true });
  }

  #headClicked(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    if (target.classList.contains('grid-resize')) return;
    const column = columnOf(target);
    if (column < 0) return;
    this.#host.focus({ preventScroll: true });
    this.#select({ row: HEADER, column }, false);
    if (this.source.columns[column]?.sortable) this.events.onSort(column);
  }

  #fitColumn(event: MouseEvent): void {
    const handle = event.target as HTMLElement;
    if (!handle.classList.contains('grid-resize')) return;
    const column = columnOf(handle);
    const first = Math.floor(this.#scroll.top / ROW_HEIGHT);
    const rows = Math.min(this.#slots.length, this.source.rowCount() - first);
    const shown = Array.from({ length: rows }, (_, row) => this.source.text(first + row, column));
    this.#resize(column, widthOf([`${this.source.columns[column]?.name} mm`, ...shown], measurerOf(this.#host), MAX_FITTED_WIDTH));
  }

  #resize(column: number, width: number): void {
    this.#layout.resize(column, width);
    this.#changed();
  }

  #copy(event: ClipboardEvent): void {
    const range = this.#selection.range;
    if (range === undefined || event.clipboardData === null) return;
    const width = range.right - range.left + 1;
    const rows = Math.min(range.bottom - range.top + 1, Math.floor(MAX_COPIED_CELLS / width));
    const lines = Array.from({ length: rows }, (_, row) =>
      Array.from({ length: width }, (_, column) => copied(this.source.whole(range.top + row, range.left + column))).join('\t'),
    );
    event.clipboardData.setData('text/plain', lines.join('\n'));
    event.preventDefault();
    this.events.onCopy(rows * width, rows);
  }

  get #bodyHeight(): number {
    return Math.max(0, this.#host.clientHeight - HEADER_HEIGHT);
  }

  #changed(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #render(): void {
    const host = this.#host;
    const rows = this.source.rowCount();
    this.#gutter = Math.max(44, String(rows).length * 8 + 22);
    setStyle(this.#corner, 'width', `${this.#gutter}px`);
    this.#scroll.measure(rows * ROW_HEIGHT, this.#bodyHeight);
    host.setAttribute('aria-rowcount', String(rows + 1));
    setStyle(this.#sizer, 'height', `${this.#scroll.barHeight + HEADER_HEIGHT}px`);
    setStyle(this.#sizer, 'width', `${this.#layout.total + this.#gutter}px`);
    setStyle(this.#view, 'height', `${host.clientHeight}px`);
    setStyle(this.#view, 'width', `${host.clientWidth}px`);
    this.#scroll.barMovedTo(host.scrollTop);
    const shown = this.#layout.between(host.scrollLeft, host.scrollLeft + host.clientWidth - this.#gutter);
    this.#renderHeader(shown);
    this.#renderRows(rows, shown);
    this.#tellActive();
  }

  #renderHeader([first, end]: [number, number]): void {
    while (this.#heads.length < end - first) this.#heads.push(this.#header.appendChild(headElement()));
    this.#heads.forEach((head, slot) => {
      const column = first + slot;
      const shown = column < end;
      head.hidden = !shown;
      if (!shown) return head.removeAttribute('id');
      this.#place(head, column);
      this.#fillHead(head, column);
    });
  }

  #fillHead(head: HTMLElement, column: number): void {
    const { name, typeText, sortable, numeric } = this.source.columns[column] as GridColumn;
    const sort = this.#sort?.column === column ? (this.#sort.descending ? 'descending' : 'ascending') : 'none';
    head.id = cellId(HEADER, column);
    head.dataset.column = String(column);
    head.setAttribute('aria-colindex', String(column + 2));
    head.setAttribute('aria-sort', sort);
    head.title = `${name}: ${typeText}`;
    head.classList.toggle('numeric', numeric);
    head.classList.toggle('sortable', sortable);
    head.classList.toggle('active', this.#selection.isActive({ row: HEADER, column }));
    const [label, type] = head.children as unknown as [HTMLElement, HTMLElement];
    setText(label, name);
    setText(type, typeText);
  }

  #renderRows(rows: number, columns: [number, number]): void {
    const first = Math.floor(this.#scroll.top / ROW_HEIGHT);
    const offset = this.#scroll.top - first * ROW_HEIGHT;
    const wanted = Math.ceil(this.#bodyHeight / ROW_HEIGHT) + 1;
    while (this.#slots.length < wanted) this.#slots.push(this.#newSlot());
    this.#slots.forEach((slot, index) => {
      const row = first + index;
      slot.element.hidden = index >= wanted || row >= rows;
      if (slot.element.hidden) return slot.cells.forEach((cell) => cell.removeAttribute('id'));
      setStyle(slot.element, 'transform', `translateY(${HEADER_HEIGHT + index * ROW_HEIGHT - offset}px)`);
      this.#renderRow(slot, row, columns);
    });
  }

  #newSlot(): RowSlot {
    const element = div('grid-row', 'row');
    const gutter = div('grid-gutter', 'rowheader');
    gutter.setAttribute('aria-colindex', '1');
    element.append(gutter);
    this.#body.append(element);
    return { element, gutter, cells: [] };
  }

  #renderRow(slot: RowSlot, row: number, [first, end]: [number, number]): void {
    slot.element.setAttribute('aria-rowindex', String(row + 2));
    slot.element.classList.toggle('odd', row % 2 === 1);
    setText(slot.gutter, (row + 1).toLocaleString('en'));
    setStyle(slot.gutter, 'width', `${this.#gutter}px`);
    while (slot.cells.length < end - first) slot.cells.push(slot.element.appendChild(div('grid-cell', 'gridcell')));
    slot.cells.forEach((cell, index) => {
      const column = first + index;
      cell.hidden = column >= end;
      if (cell.hidden) cell.removeAttribute('id');
      else this.#renderCell(cell, row, column);
    });
  }

  #renderCell(cell: HTMLElement, row: number, column: number): void {
    const text = this.source.text(row, column);
    this.#place(cell, column);
    cell.id = cellId(row, column);
    cell.dataset.row = String(row);
    cell.dataset.column = String(column);
    cell.setAttribute('aria-colindex', String(column + 2));
    setText(cell, text ?? 'null');
    const classes = ['grid-cell'];
    if (text === null) classes.push('null');
    if (this.source.columns[column]?.numeric) classes.push('numeric');
    if (this.#selection.holds(row, column)) classes.push('selected');
    if (this.#selection.isActive({ row, column })) classes.push('active');
    const wanted = classes.join(' ');
    if (cell.className !== wanted) cell.className = wanted;
  }

  #place(element: HTMLElement, column: number): void {
    setStyle(element, 'left', `${(this.#layout.starts[column] as number) - this.#host.scrollLeft + this.#gutter}px`);
    setStyle(element, 'width', `${this.#layout.widths[column]}px`);
  }

  /** Names the active cell while it has an element. */
  #tellActive(): void {
    const { active } = this.#selection;
    const id = active === undefined ? '' : cellId(active.row, active.column);
    const element = id === '' ? null : document.getElementById(id);
    if (element !== null && !element.hidden) this.#host.setAttribute('aria-activedescendant', id);
    else this.#host.removeAttribute('aria-activedescendant');
  }
}

function div(className: string, role?: string): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  if (role !== undefined) element.setAttribute('role', role);
  return element;
}

function headElement(): HTMLElement {
  const head = div('grid-head', 'columnheader');
  head.append(div('grid-name'), div('grid-type'), div('grid-resize'));
  return head;
}

function cellId(row: number, column: number): string {
  return row === HEADER ? `head-${column}` : `cell-${row}-${column}`;
}

function cellAt(event: Event): Cell | undefined {
  const cell = (event.target as HTMLElement).closest<HTMLElement>('.grid-cell');
  return cell === null ? undefined : { row: Number(cell.dataset.row), column: Number(cell.dataset.column) };
}

function columnOf(element: HTMLElement): number {
  return Number(element.closest<HTMLElement>('.grid-head')?.dataset.column ?? -1);
}

/** Tabs and line ends within a value would make more cells of it; a null is an empty cell. */
function copied(text: string | null): string {
  return text === null ? '' : /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writing what is there already would cost a layout. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function setStyle(element: HTMLElement, property: 'left' | 'width' | 'height' | 'transform', value: string): void {
  if (element.style[property] !== value) element.style[property] = value;
}

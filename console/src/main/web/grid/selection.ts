export interface Cell {
  row: number;
  column: number;
}

export interface Range {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** The active cell, and the rectangle between it and where the selection began. */
export class Selection {
  active: Cell | undefined;
  #anchor: Cell | undefined;

  move(cell: Cell, extend: boolean): void {
    this.active = cell;
    if (!extend || this.#anchor === undefined) this.#anchor = cell;
  }

  all(rows: number, columns: number): void {
    if (rows === 0 || columns === 0) return;
    this.#anchor = { row: 0, column: 0 };
    this.active = { row: rows - 1, column: columns - 1 };
  }

  isActive({ row, column }: Cell): boolean {
    return this.active?.row === row && this.active.column === column;
  }

  /** Returns what is selected of the rows; nothing while the header is active. */
  get range(): Range | undefined {
    const [a, b] = [this.active, this.#anchor];
    if (a === undefined || b === undefined || a.row < 0 || b.row < 0) return undefined;
    return {
      top: Math.min(a.row, b.row),
      left: Math.min(a.column, b.column),
      bottom: Math.max(a.row, b.row),
      right: Math.max(a.column, b.column),
    };
  }

  holds(row: number, column: number): boolean {
    const range = this.range;
    return range !== undefined && row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;
  }
}

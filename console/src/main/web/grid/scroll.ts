/** Browsers end at 17 to 33 million pixels; a million rows have 28. */
const MAX_PIXELS = 12_000_000;

/**
 * Maps a scroll bar of bounded height to rows without bound. Below the bound a pixel is a pixel. Above it the bar moves
 * by proportion, and whoever turns a wheel or presses a key moves `top` itself.
 */
export class VerticalScroll {
  /** Pixels of rows above the first one that shows. */
  top = 0;

  #content = 0;
  #view = 0;

  /** Takes the height of all rows and of what shows of them. */
  measure(content: number, view: number): void {
    this.#content = content;
    this.#view = view;
    this.moveTo(this.top);
  }

  /** Returns the height the scrolled element must have for the rows. */
  get barHeight(): number {
    return Math.min(this.#content, MAX_PIXELS);
  }

  get isScaled(): boolean {
    return this.#content > MAX_PIXELS;
  }

  moveTo(top: number): void {
    this.top = Math.max(0, Math.min(top, this.#content - this.#view));
  }

  /** Returns where the bar stands for `top`. */
  get barTop(): number {
    return this.isScaled ? this.top * this.#scale : this.top;
  }

  /** Takes where the bar was moved to; a move that is only our own rounded changes nothing. */
  barMovedTo(barTop: number): void {
    if (Math.abs(barTop - this.barTop) <= 1) return;
    this.moveTo(this.isScaled ? barTop / this.#scale : barTop);
  }

  get #scale(): number {
    const free = this.#content - this.#view;
    return free > 0 ? (this.barHeight - this.#view) / free : 1;
  }
}

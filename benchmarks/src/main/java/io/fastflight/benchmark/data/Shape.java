package io.fastflight.benchmark.data;

import java.util.Locale;

/**
 * Names a batch that is sent again and again, so that the source costs next to nothing.
 *
 * <p>Values of the int64 shapes are those of {@code demo.generate} with seed 0; {@link MixedBatch}
 * has the rule of the mixed one; the flights are the demo's, in their file's order.
 */
public enum Shape {
  /** 65,536 rows of 8 int64: 4 MiB. */
  INT64("8 x int64, 65,536-row batches", 65_536),
  /** 2,048 rows of 8 int64: 128 KiB. */
  INT64_2048("8 x int64, 2,048-row batches", 2_048),
  /** 8,388,608 rows of 8 int64: 512 MiB. */
  INT64_512MIB("8 x int64, one 512 MiB batch", 8_388_608),
  /** 10 rows of 8 int64, as small answers have. */
  TEN_ROWS("8 x int64, 10 rows", 10),
  /** 65,536 rows of 50 columns of ten types, with strings and nulls. */
  MIXED("50 mixed columns, 65,536-row batches", 65_536),
  /** 65,536 flights of the demo: a timestamp, two int64 and two strings. */
  FLIGHTS("the demo's flights, 65,536-row batches", 65_536);

  private final String title;
  private final int rows;

  Shape(String title, int rows) {
    this.title = title;
    this.rows = rows;
  }

  /** Returns what a reader of the table is told. */
  public String title() {
    return title;
  }

  /** Returns the rows of the one batch. */
  public int rows() {
    return rows;
  }

  /** Returns the name in tickets, and of its file. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.fastflight.wire;

/**
 * Names some rows of a batch.
 *
 * @param from the first row
 * @param to the row after the last
 */
record BatchSlice(BatchBuffers batch, int from, int to) {
  int rows() {
    return to - from;
  }

  ColumnSlice column(int index) {
    return new ColumnSlice(batch.columns().get(index), from, to);
  }
}

package io.fastflight.http.format;

import io.fastflight.batch.BatchReader;
import io.fastflight.text.Cell;
import io.fastflight.text.Cells;
import io.fastflight.text.TextBuffer;
import io.fastflight.text.TextForm;
import io.fastflight.wire.ByteMessage;
import io.fastflight.wire.StreamEncoder;
import io.fastflight.wire.StreamTotals;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches as text, in pieces of about {@link #PIECE_BYTES}.
 *
 * <p>Rows of small batches are gathered into one piece, but those of a slow source are not held
 * back: a piece waits for another batch only while the source has just answered at once, and never
 * after the first.
 */
final class TextEncoder implements StreamEncoder<ByteMessage> {
  static final int PIECE_BYTES = 256 * 1024;
  private static final long QUICK_NANOS = 1_000_000;

  private final BatchReader reader;
  private final TextForm form;
  private final TextBuffer text = new TextBuffer();
  private List<Cell> cells = List.of();
  private int row;
  private int rowCount;
  private boolean quick;
  private long rows;
  private long batches;
  private @Nullable RuntimeException failure; // of the reader, not yet told

  TextEncoder(BatchReader reader, TextForm form) {
    this.reader = reader;
    this.form = form;
  }

  @Override
  public ByteMessage head() {
    form.begin(reader.schema(), text);
    return piece();
  }

  @Override
  public List<ByteMessage> next() {
    if (failure != null) {
      throw failure;
    }
    boolean more = true;
    while (more && text.size() < PIECE_BYTES) {
      if (row < rowCount) {
        write();
      } else {
        more = (text.size() == 0 || quick) && read();
      }
    }
    return text.size() == 0 ? List.of() : List.of(piece());
  }

  private void write() {
    int to = Math.min(row + form.rowsAtATime(), rowCount);
    form.rows(cells, row, to, text);
    row = to;
  }

  /** Moves to the next batch; a failure is told after the rows before it. */
  private boolean read() {
    try {
      long start = System.nanoTime();
      boolean found = reader.next();
      quick = batches > 0 && System.nanoTime() - start < QUICK_NANOS;
      if (found) {
        cells = Cells.of(reader.batch(), reader.dictionaries());
        row = 0;
        rowCount = reader.batch().getRowCount();
        rows += rowCount;
        batches++;
      }
      return found;
    } catch (RuntimeException thrown) {
      if (text.size() == 0) {
        throw thrown;
      }
      failure = thrown;
      return false;
    }
  }

  @Override
  public List<ByteMessage> tail() {
    form.end(rows, text);
    return List.of(piece());
  }

  @Override
  public StreamTotals totals() {
    return new StreamTotals(rows, batches);
  }

  private ByteMessage piece() {
    ByteMessage piece =
        new ByteMessage(
            ByteBufAllocator.DEFAULT
                .directBuffer(Math.max(1, text.size()))
                .writeBytes(text.view()));
    text.clear();
    return piece;
  }
}

package io.fastflight.source.postgres;

import io.fastflight.source.jdbc.column.BatchBuilder;
import io.fastflight.source.jdbc.pool.SqlFailures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Decodes the bytes of a binary COPY into rows.
 *
 * <p>PostgreSQL sends one row a message, with the header before the first, but does not promise to:
 * a row may begin in one message and end in another.
 */
final class TupleDecoder {
  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int HEADER_BYTES = 19;
  private static final int INCOMPLETE = -1;

  private final String[] names;
  private final FieldDecoder[] decoders;
  private byte[] data = {};
  private int at;
  private boolean begun;
  private boolean ended;

  TupleDecoder(List<PgTypes.Column> columns) {
    this.names = columns.stream().map(column -> column.field().getName()).toArray(String[]::new);
    this.decoders = columns.stream().map(PgTypes.Column::decoder).toArray(FieldDecoder[]::new);
  }

  /** Tells whether the end of the rows was read. */
  boolean ended() {
    return ended;
  }

  /** Takes the next message. */
  void add(byte[] message) {
    if (at == data.length) {
      data = message;
    } else {
      int left = data.length - at;
      byte[] joined =
          Arrays.copyOf(Arrays.copyOfRange(data, at, data.length), left + message.length);
      System.arraycopy(message, 0, joined, left, message.length);
      data = joined;
    }
    at = 0;
  }

  /** Decodes one row, or the end, and returns true; false if more bytes are needed first. */
  boolean decode(BatchBuilder batch) throws IOException {
    if (!begun && !header()) {
      return false;
    }
    if (data.length - at < 2) {
      return false;
    }
    int fields = FieldDecoder.shortAt(data, at);
    if (fields == -1) {
      ended = true;
      return true;
    }
    if (fields != decoders.length) {
      throw new IOException("A row has %s fields, not %s.".formatted(fields, decoders.length));
    }
    int end = fields(batch.row(), at + 2);
    if (end == INCOMPLETE) {
      return false;
    }
    at = end;
    batch.rowDone();
    return true;
  }

  /** Fails if the messages ended before the rows did. */
  void requireEnd() throws IOException {
    if (!ended) {
      throw new IOException("COPY ended before the end of its rows.");
    }
  }

  private int fields(int row, int from) throws IOException {
    byte[] bytes = data;
    int next = from;
    for (int i = 0; i < decoders.length; i++) {
      if (bytes.length - next < 4) {
        return INCOMPLETE;
      }
      int length = FieldDecoder.intAt(bytes, next);
      next += 4;
      if (length < 0) {
        decoders[i].sink().putNull(row);
        continue;
      }
      if (bytes.length - next < length) {
        return INCOMPLETE;
      }
      field(i, next, length, row);
      next += length;
    }
    return next;
  }

  private void field(int i, int from, int length, int row) throws IOException {
    try {
      decoders[i].decode(data, from, length, row);
    } catch (UnfitValueException unfit) {
      throw SqlFailures.unfit(
          names[i], String.valueOf(unfit.getMessage()), decoders[i].type().toString());
    }
  }

  private boolean header() throws IOException {
    if (data.length - at < HEADER_BYTES) {
      return false;
    }
    boolean signed = Arrays.equals(data, at, at + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    int flags = FieldDecoder.intAt(data, at + SIGNATURE.length);
    int extension = FieldDecoder.intAt(data, at + SIGNATURE.length + 4);
    if (!signed || flags != 0 || extension != 0) {
      throw new IOException("COPY began with an unknown header.");
    }
    at += HEADER_BYTES;
    begun = true;
    return true;
  }
}

package io.fastflight.source.postgres;

import io.fastflight.source.jdbc.column.ListSink;
import java.io.IOException;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Decodes arrays of one dimension that begin at index 1; an Arrow list knows no other. The type
 * does not say how many dimensions a value has, so each is looked at.
 */
final class ArrayDecoder extends FieldDecoder {
  private static final int HEADER_BYTES = 12;
  private static final int DIMENSION_BYTES = 8;

  private final FieldDecoder items;
  private final int itemOid;
  private final ListSink sink;

  private ArrayDecoder(FieldDecoder items, int itemOid, ListSink sink) {
    super(ArrowType.List.INSTANCE, sink);
    this.items = items;
    this.itemOid = itemOid;
    this.sink = sink;
  }

  static ArrayDecoder of(FieldDecoder items, int itemOid) {
    return new ArrayDecoder(items, itemOid, new ListSink(items.sink()));
  }

  FieldDecoder items() {
    return items;
  }

  @Override
  void decode(byte[] data, int at, int length, int row) throws IOException {
    requireThere(length, HEADER_BYTES);
    int dimensions = intAt(data, at);
    if (intAt(data, at + 8) != itemOid) {
      throw new IOException("An array of another item type.");
    }
    if (dimensions == 0) {
      sink.begin(row, 0);
      return;
    }
    if (dimensions != 1) {
      throw new UnfitValueException("an array of " + dimensions + " dimensions");
    }
    requireThere(length, HEADER_BYTES + DIMENSION_BYTES);
    int count = intAt(data, at + HEADER_BYTES);
    if (intAt(data, at + HEADER_BYTES + 4) != 1) {
      throw new UnfitValueException("an array that does not begin at index 1");
    }
    int from = HEADER_BYTES + DIMENSION_BYTES;
    if (count < 0 || count > (length - from) / 4) {
      throw new IOException("An array of %s items in %s bytes.".formatted(count, length));
    }
    items(data, at + from, at + length, sink.begin(row, count), count);
  }

  private void items(byte[] data, int from, int end, int firstItem, int count) throws IOException {
    int at = from;
    for (int i = 0; i < count; i++) {
      requireThere(end - at, 4);
      int itemLength = intAt(data, at);
      at += 4;
      if (itemLength < 0) {
        items.sink().putNull(firstItem + i);
      } else {
        requireThere(end - at, itemLength);
        items.decode(data, at, itemLength, firstItem + i);
        at += itemLength;
      }
    }
    if (at != end) {
      throw new IOException("An array with " + (end - at) + " bytes behind its items.");
    }
  }

  private static void requireThere(int found, int wanted) throws IOException {
    if (found < wanted) {
      throw new IOException("An array ends early.");
    }
  }
}

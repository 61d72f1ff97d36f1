package io.fastflight.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Says where in its stream a batch stands; travels in the {@code app_metadata} of each batch.
 *
 * <p>20 bytes, big-endian: the four characters {@code FFB1}, the sequence number and the start row.
 * Foreign clients ignore it; ours learns from it that no batch was lost, repeated or reordered.
 *
 * @param sequence 0 for the first batch
 * @param startRow how many rows the batches before it have
 */
public record BatchPosition(long sequence, long startRow) {
  private static final int MAGIC = 0x46464231; // "FFB1"
  private static final int BYTES = Integer.BYTES + 2 * Long.BYTES;

  byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putInt(MAGIC).putLong(sequence).putLong(startRow).array();
  }

  static Optional<BatchPosition> fromBytes(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length != BYTES || buffer.getInt() != MAGIC) {
      return Optional.empty();
    }
    return Optional.of(new BatchPosition(buffer.getLong(), buffer.getLong()));
  }
}

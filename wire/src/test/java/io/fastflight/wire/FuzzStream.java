package io.fastflight.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * Feeds a stream of Flight messages to the decoder: schema, dictionaries, record batches,
 * compressed or not.
 *
 * <p>An input is a list of messages, each after its length as four bytes, little end first.
 */
public final class FuzzStream {
  private static final int MOST_MESSAGES = 8;

  private FuzzStream() {}

  /** Jazzer calls it before the first input: what is loaded once is no input's expense. */
  public static void fuzzerInitialize() {
    FuzzSeeds.streams().forEach(FuzzStream::fuzzerTestOneInput);
  }

  /** Jazzer calls it for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    List<byte[]> messages = split(input);
    if (!messages.isEmpty()) {
      FuzzBudget.require(allocator -> decode(messages, allocator));
    }
  }

  /** Returns the messages as an input. */
  static byte[] joined(List<byte[]> messages) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      input.writeBytes(
          ByteBuffer.allocate(Integer.BYTES).putInt(Integer.reverseBytes(message.length)).array());
      input.writeBytes(message);
    }
    return input.toByteArray();
  }

  /** Takes a length that is not there for "the rest". */
  private static List<byte[]> split(byte[] input) {
    List<byte[]> messages = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(input);
    while (rest.remaining() >= Integer.BYTES && messages.size() < MOST_MESSAGES) {
      int length = Integer.reverseBytes(rest.getInt());
      byte[] message =
          new byte[length < 0 || length > rest.remaining() ? rest.remaining() : length];
      rest.get(message);
      messages.add(message);
    }
    return messages;
  }

  private static void decode(List<byte[]> messages, BufferAllocator allocator) {
    try (BatchDecoder decoder = WireBytes.decoder(messages, Door.PLAIN, allocator)) {
      for (byte[] message : messages.subList(1, messages.size())) {
        if (decoder.decode(WireBytes.frame(message, Door.PLAIN, allocator))) {
          requireEqualLengths(decoder);
        }
      }
    }
  }

  private static void requireEqualLengths(BatchDecoder decoder) {
    for (FieldVector vector : decoder.batch().getFieldVectors()) {
      if (vector.getValueCount() != decoder.batch().getRowCount()) {
        throw new AssertionError(vector.getField() + " is not as long as its batch.");
      }
    }
  }
}

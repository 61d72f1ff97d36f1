package io.fastflight.wire;

import io.grpc.KnownLength;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Feeds bytes to the parser of Flight messages, through each kind of stream that gRPC may hand it:
 * it must find the same in all, or refuse the message in all.
 *
 * <p>An input is one byte, from which the sizes of the pieces are drawn, and a message.
 */
public final class FuzzFrame {
  /** As gRPC's streams over buffers it does not show. */
  private static final class KnownBytes extends ByteArrayInputStream implements KnownLength {
    KnownBytes(byte[] bytes) {
      super(bytes);
    }
  }

  private FuzzFrame() {}

  /** Jazzer calls it before the first input: what is loaded once is no input's expense. */
  public static void fuzzerInitialize() {
    FuzzSeeds.frames().forEach(FuzzFrame::fuzzerTestOneInput);
  }

  /** Jazzer calls it for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] message = Arrays.copyOfRange(input, 1, input.length);
    Set<String> outcomes = new HashSet<>();
    int pieceBytes = pieceBytes(input[0] & 0xFF, message.length);
    List<Supplier<InputStream>> ways =
        List.of(
            () -> new KnownBytes(message),
            () -> Door.PLAIN.open(message),
            () -> Door.pieces(message, pieceBytes));
    for (Supplier<InputStream> way : ways) {
      FuzzBudget.require(allocator -> outcomes.add(outcome(way.get(), allocator)));
    }
    if (outcomes.size() != 1) {
      throw new AssertionError("One message was read in different ways: " + outcomes);
    }
  }

  /** Small pieces cut numbers in two, large ones end within a body; never more than 1,000. */
  private static int pieceBytes(int draw, int messageBytes) {
    int wanted = draw < 128 ? 1 + draw : (draw - 127) * 128;
    return Math.max(wanted, 1 + messageBytes / 1_000);
  }

  /** Returns a digest of what was read, or "refused". */
  private static String outcome(InputStream in, BufferAllocator allocator) {
    try (WireFrame frame = FlightFrameReader.read(in, allocator)) {
      List<Integer> parts = new ArrayList<>();
      parts.add(frame.header().hashCode());
      parts.add(Arrays.hashCode(frame.appMetadata()));
      for (ArrowBuf buffer : frame.body()) {
        ByteBuffer bytes = buffer.nioBuffer(0, (int) buffer.readableBytes());
        parts.add(bytes.hashCode());
      }
      return parts.toString();
    } catch (StatusRuntimeException refused) {
      return "refused";
    }
  }
}

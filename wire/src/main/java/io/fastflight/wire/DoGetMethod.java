package io.fastflight.wire;

import static java.util.Objects.requireNonNull;

import io.grpc.MethodDescriptor;
import java.io.InputStream;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Describes Flight's DoGet to gRPC with our own reading and writing of messages, for both ends.
 *
 * <p>Name, type and request are Arrow's generated ones, so that any Flight peer fits.
 */
public final class DoGetMethod {
  private DoGetMethod() {}

  /** Returns the descriptor with the default settings. */
  public static MethodDescriptor<Flight.Ticket, WireFrame> descriptor(BufferAllocator allocator) {
    return descriptor(allocator, TransportConfig.defaults());
  }

  /**
   * Returns the descriptor.
   *
   * @param allocator gets the bodies of messages that are read; borrowed
   * @param config says whether bodies are aligned
   */
  public static MethodDescriptor<Flight.Ticket, WireFrame> descriptor(
      BufferAllocator allocator, TransportConfig config) {
    MethodDescriptor<Flight.Ticket, Flight.FlightData> generated =
        FlightServiceGrpc.getDoGetMethod();
    return generated.toBuilder(
            generated.getRequestMarshaller(), new Frames(allocator, config.alignBuffers()))
        .build();
  }

  private static final class Frames implements MethodDescriptor.Marshaller<WireFrame> {
    private final BufferAllocator allocator;
    private final boolean aligned;

    Frames(BufferAllocator allocator, boolean aligned) {
      this.aligned = aligned;
      this.allocator = requireNonNull(allocator, "allocator");
    }

    @Override
    public InputStream stream(WireFrame frame) {
      try {
        return new FlightFrameStream(frame);
      } catch (RuntimeException refused) {
        frame.close();
        throw refused;
      }
    }

    @Override
    public WireFrame parse(InputStream in) {
      return aligned
          ? FlightFrameReader.readAligned(in, allocator)
          : FlightFrameReader.read(in, allocator);
    }
  }
}

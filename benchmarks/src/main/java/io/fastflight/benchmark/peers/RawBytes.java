package io.fastflight.benchmark.peers;

import java.nio.ByteBuffer;

/**
 * What raw sockets send: a region of 16 MiB again and again, and a checksum over every 4,096th byte
 * of the stream, so that a lost or repeated piece shows.
 */
public final class RawBytes {
  /** The region that is sent again and again. */
  public static final int REGION_BYTES = 16 << 20;

  /** How far apart the bytes are that are checked. */
  public static final int STRIDE = 4_096;

  private RawBytes() {}

  /** Returns the region in direct memory. */
  public static ByteBuffer region() {
    ByteBuffer region = ByteBuffer.allocateDirect(REGION_BYTES);
    for (int i = 0; i < REGION_BYTES; i++) {
      region.put(i, at(i));
    }
    return region;
  }

  /** Returns the checksum over a stream of {@code bytes} bytes. */
  public static long checksum(long bytes) {
    long checksum = 0;
    for (long position = 0; position < bytes; position += STRIDE) {
      checksum = next(checksum, at((int) (position % REGION_BYTES)));
    }
    return checksum;
  }

  /** Adds a byte to a checksum; the order counts. */
  public static long next(long checksum, byte value) {
    return checksum * 31 + value;
  }

  private static byte at(int position) {
    return (byte) ((position * 0x9E37_79B1) >>> 24);
  }
}

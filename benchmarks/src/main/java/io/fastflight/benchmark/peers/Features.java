package io.fastflight.benchmark.peers;

/**
 * Says which features this build of ours has: rows that need one that is not there are skipped, and
 * say so.
 */
public final class Features {
  /** Whether our server and client speak {@code grpc+unix://}: see {@code server.UnixDoor}. */
  public static final boolean UNIX_SOCKET = false;

  /** Whether our client can ask for compression: see {@code client.AskedCompression}. */
  public static final boolean COMPRESSION = false;

  private Features() {}
}

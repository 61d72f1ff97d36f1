package io.fastflight.wire;

/**
 * Holds every number that decides how bytes travel between a Flight client and server: the one
 * place to set them.
 *
 * <p>The defaults were found by measuring, on loopback; {@code docs/reference/transport.md} has
 * each with its reason. Both ends read the settings that concern them.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class TransportConfig {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  /** HTTP/2 has 24 bits for the length of a frame (RFC 9113, section 4.2). */
  private static final int MAX_FRAME_BYTES = (1 << 24) - 1;

  private static final int MIN_FRAME_BYTES = 16 * KIB;

  private final int windowBytes;
  private final int connectionWindowBytes;
  private final int frameBytes;
  private final int socketBufferBytes;
  private final int loopbackSendBufferBytes;
  private final int segmentBytes;
  private final int readyBelowBytes;
  private final int readyBelowTotalBytes;
  private final int writeBufferBytes;
  private final int bodyBytes;
  private final int maxMessageBytes;
  private final int lookAheadBytes;
  private final int maxStreams;
  private final int maxHeaderBytes;
  private final boolean alignBuffers;

  private TransportConfig(Builder builder) {
    this.windowBytes = builder.windowBytes;
    this.connectionWindowBytes = builder.connectionWindowBytes;
    this.frameBytes = builder.frameBytes;
    this.socketBufferBytes = builder.socketBufferBytes;
    this.loopbackSendBufferBytes = builder.loopbackSendBufferBytes;
    this.segmentBytes = builder.segmentBytes;
    this.readyBelowBytes = builder.readyBelowBytes;
    this.readyBelowTotalBytes = builder.readyBelowTotalBytes;
    this.writeBufferBytes = builder.writeBufferBytes;
    this.bodyBytes = builder.bodyBytes;
    this.maxMessageBytes = builder.maxMessageBytes;
    this.lookAheadBytes = builder.lookAheadBytes;
    this.maxStreams = builder.maxStreams;
    this.maxHeaderBytes = builder.maxHeaderBytes;
    this.alignBuffers = builder.alignBuffers;
  }

  /** Returns the settings that were measured to be best. */
  public static TransportConfig defaults() {
    return new Builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Client: bytes of one stream that may be on their way unread. */
  public int windowBytes() {
    return windowBytes;
  }

  /** Client: bytes of all streams of a connection that may be on their way unread. */
  public int connectionWindowBytes() {
    return connectionWindowBytes;
  }

  /** Client: the largest HTTP/2 frame it lets a server send. */
  public int frameBytes() {
    return frameBytes;
  }

  /** Both: what is asked of the kernel for sending (server) and for receiving (client). */
  public int socketBufferBytes() {
    return socketBufferBytes;
  }

  /**
   * Server: what is asked of the kernel for sending over TCP to a client on the same machine. The
   * kernel takes twice as much; while that is no more than a body, a message goes through the
   * socket in pieces that the client reads while they are in the processor's cache.
   */
  public int loopbackSendBufferBytes() {
    return loopbackSendBufferBytes;
  }

  /** Client: the memory that the socket is read into, a piece at a time. */
  public int segmentBytes() {
    return segmentBytes;
  }

  /** Server: a stream is asked for its next batch while less than this waits to be sent. */
  public int readyBelowBytes() {
    return readyBelowBytes;
  }

  /** Server: the same of all streams together; the more are open, the less a new one may have. */
  public int readyBelowTotalBytes() {
    return readyBelowTotalBytes;
  }

  /** Returns {@link #readyBelowBytes} for one of so many open streams: its share, if less. */
  public int readyBelowBytes(int openStreams) {
    return Math.min(readyBelowBytes, Math.max(1, readyBelowTotalBytes / openStreams));
  }

  /** Server: how much a connection hands to the kernel in one go. */
  public int writeBufferBytes() {
    return writeBufferBytes;
  }

  /**
   * Server: the size of a record batch body that small batches are merged and large ones cut to.
   */
  public int bodyBytes() {
    return bodyBytes;
  }

  /** Server: what all streams together may prepare for peers that have not asked yet. */
  public int lookAheadBytes() {
    return lookAheadBytes;
  }

  /** Client: the largest message it takes from a server. */
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  /** Server: the calls one connection may have open at a time; a client's further ones wait. */
  public int maxStreams() {
    return maxStreams;
  }

  /** Server: the most bytes of request headers. */
  public int maxHeaderBytes() {
    return maxHeaderBytes;
  }

  /** Client: whether each body is copied to memory of its own, aligned to 8 bytes. */
  public boolean alignBuffers() {
    return alignBuffers;
  }

  /** Collects the settings; each setter refuses a bad value at once. */
  public static final class Builder {
    private int windowBytes = 4 * MIB;
    private int connectionWindowBytes = 1024 * MIB;
    private int frameBytes = 4 * MIB;
    private int socketBufferBytes = 4 * MIB;
    private int loopbackSendBufferBytes = 512 * KIB;
    private int segmentBytes = 2 * MIB;
    private int readyBelowBytes = 256 * KIB;
    private int readyBelowTotalBytes = 16 * MIB;
    private int writeBufferBytes = 4 * MIB;
    private int bodyBytes = MIB;
    private int lookAheadBytes = 64 * MIB;
    private int maxMessageBytes = 1024 * MIB + MIB;
    private int maxStreams = 4_096;
    private int maxHeaderBytes = 16 * KIB;
    private boolean alignBuffers;

    private Builder() {}

    /** Sets the flow-control window of a stream, 64 KiB..1 GiB. */
    public Builder windowBytes(int bytes) {
      windowBytes = inRange("windowBytes", bytes, 64 * KIB, 1024 * MIB);
      return this;
    }

    /**
     * Sets the flow-control window of a connection, 64 KiB..1 GiB. Streams that nobody reads share
     * it; when they have used it up, the others wait.
     */
    public Builder connectionWindowBytes(int bytes) {
      connectionWindowBytes = inRange("connectionWindowBytes", bytes, 64 * KIB, 1024 * MIB);
      return this;
    }

    /** Sets the largest HTTP/2 frame a server may send, 16 KiB..16 MiB - 1. */
    public Builder frameBytes(int bytes) {
      frameBytes = inRange("frameBytes", bytes, MIN_FRAME_BYTES, MAX_FRAME_BYTES);
      return this;
    }

    /** Sets the sockets' buffers, 64 KiB..1 GiB; the kernel's own limit may be lower. */
    public Builder socketBufferBytes(int bytes) {
      socketBufferBytes = inRange("socketBufferBytes", bytes, 64 * KIB, 1024 * MIB);
      return this;
    }

    /** Sets a server's send buffer for TCP clients on the same machine, 64 KiB..1 GiB. */
    public Builder loopbackSendBufferBytes(int bytes) {
      loopbackSendBufferBytes = inRange("loopbackSendBufferBytes", bytes, 64 * KIB, 1024 * MIB);
      return this;
    }

    /** Sets the memory a socket is read into, 256 KiB..64 MiB. */
    public Builder segmentBytes(int bytes) {
      segmentBytes = inRange("segmentBytes", bytes, 256 * KIB, 64 * MIB);
      return this;
    }

    /** Sets below how many waiting bytes a stream is asked for its next batch, 1..1 GiB. */
    public Builder readyBelowBytes(int bytes) {
      readyBelowBytes = inRange("readyBelowBytes", bytes, 1, 1024 * MIB);
      return this;
    }

    /** Sets the same for all streams together, 1..1 GiB. */
    public Builder readyBelowTotalBytes(int bytes) {
      readyBelowTotalBytes = inRange("readyBelowTotalBytes", bytes, 1, 1024 * MIB);
      return this;
    }

    /** Sets how much a connection hands to the kernel in one go, 64 KiB..1 GiB. */
    public Builder writeBufferBytes(int bytes) {
      writeBufferBytes = inRange("writeBufferBytes", bytes, 64 * KIB, 1024 * MIB);
      return this;
    }

    /** Sets the body size that batches are merged and cut to, 1 KiB..512 MiB. */
    public Builder bodyBytes(int bytes) {
      bodyBytes = inRange("bodyBytes", bytes, KIB, 512 * MIB);
      return this;
    }

    /** Sets what all streams together may prepare ahead of their peers, 0..1 GiB. */
    public Builder lookAheadBytes(int bytes) {
      lookAheadBytes = inRange("lookAheadBytes", bytes, 0, 1024 * MIB);
      return this;
    }

    /** Sets the largest message a client takes, 1 MiB..2 GiB - 1. */
    public Builder maxMessageBytes(int bytes) {
      maxMessageBytes = inRange("maxMessageBytes", bytes, MIB, Integer.MAX_VALUE);
      return this;
    }

    /** Sets how many calls one connection may have open, 1..1,000,000. */
    public Builder maxStreams(int streams) {
      maxStreams = inRange("maxStreams", streams, 1, 1_000_000);
      return this;
    }

    /** Sets the most bytes of request headers, 1 KiB..1 MiB. */
    public Builder maxHeaderBytes(int bytes) {
      maxHeaderBytes = inRange("maxHeaderBytes", bytes, KIB, MIB);
      return this;
    }

    /**
     * Lets a client copy each body to memory of its own, aligned to 8 bytes, for batches that are
     * handed to native code through the C data interface: there a consumer may refuse or mishandle
     * buffers that lie as they came off the network.
     */
    public Builder alignBuffers() {
      alignBuffers = true;
      return this;
    }

    /** Returns the settings. */
    public TransportConfig build() {
      return new TransportConfig(this);
    }

    private static int inRange(String name, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(
            "%s must be %s..%s, was %s.".formatted(name, min, max, value));
      }
      return value;
    }
  }
}

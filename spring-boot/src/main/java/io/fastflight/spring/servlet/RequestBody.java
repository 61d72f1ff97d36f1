package io.fastflight.spring.servlet;

import io.fastflight.http.handler.HttpHandler;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Reads the body of a request as it comes, without waiting for it.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class RequestBody {
  /** What is read and thrown away, so that the caller reads its answer before the end. */
  private static final long MAX_DISCARDED_BYTES = 2L << 20;

  private static final int PIECE_BYTES = 8 * 1024;

  /** How far it is. */
  enum State {
    /** More is to come. */
    OPEN,
    /** It is here to its end. */
    WHOLE,
    /** It has more bytes than a body may have. */
    TOO_LARGE
  }

  private final ServletInputStream in;
  private final byte[] piece = new byte[PIECE_BYTES];
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
  private long discarded;
  private boolean ended;

  RequestBody(ServletInputStream in) {
    this.in = in;
  }

  /** Reads what is there. */
  State read() throws IOException {
    while (!isEnded() && kept.size() <= HttpHandler.MAX_REQUEST_BYTES && in.isReady()) {
      int count = in.read(piece);
      if (count < 0) {
        ended = true;
      } else {
        kept.write(piece, 0, count);
      }
    }
    if (kept.size() > HttpHandler.MAX_REQUEST_BYTES) {
      return State.TOO_LARGE;
    }
    return ended ? State.WHOLE : State.OPEN;
  }

  /** Returns what was read. */
  byte[] bytes() {
    return kept.toByteArray();
  }

  /**
   * Reads what is there and throws it away; returns whether all of it is gone.
   *
   * @throws IOException if there is too much of it
   */
  boolean discard() throws IOException {
    while (!isEnded() && in.isReady()) {
      int count = in.read(piece);
      ended |= count < 0;
      discarded += Math.max(0, count);
      if (discarded > MAX_DISCARDED_BYTES) {
        throw new IOException("The caller sends a body that nobody reads.");
      }
    }
    return ended;
  }

  private boolean isEnded() {
    ended |= in.isFinished();
    return ended;
  }
}

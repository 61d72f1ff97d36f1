package io.fastflight.testkit.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** Passes on what one end sends, until it ends or a fault ends it; runs on a thread of its own. */
final class OneWay implements Runnable {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** A slow direction passes what is due this often. */
  private static final int SLICES_PER_SECOND = 100;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Direction direction;
  private final SocketChannel from;
  private final SocketChannel to;
  private final Queue<Fault> faults;
  private final ProxiedConnection connection;
  private long position;
  private long unwantedBytes;
  private long bytesPerSecond = Long.MAX_VALUE;

  OneWay(Direction direction, SocketChannel from, SocketChannel to, ProxiedConnection connection) {
    this.direction = direction;
    this.from = from;
    this.to = to;
    this.connection = connection;
    List<Fault> ours =
        connection.faults().stream()
            .filter(fault -> fault.direction() == direction)
            .sorted(Comparator.comparingLong(Fault::afterBytes)) // keeps the order of equals
            .toList();
    this.faults = new ArrayDeque<>(ours);
  }

  @Override
  public void run() {
    try {
      passAll();
    } catch (IOException gone) {
      connection.reset(); // one end is, so the other one hears of it
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt(); // whoever interrupts closes the channels
    } finally {
      connection.ended();
    }
  }

  private void passAll() throws IOException, InterruptedException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    applyDue();
    while (from.read(chunk.clear()) >= 0) {
      chunk.flip();
      while (chunk.hasRemaining()) {
        pass(chunk);
        applyDue();
      }
    }
    if (unwantedBytes != Long.MAX_VALUE) {
      to.shutdownOutput();
    }
  }

  /** Passes on, or throws away, what comes before the next fault. */
  private void pass(ByteBuffer chunk) throws IOException, InterruptedException {
    Fault next = faults.peek();
    int count = chunk.remaining();
    if (next != null) {
      count = (int) Math.min(count, next.afterBytes() - position);
    }
    if (unwantedBytes > 0) {
      count = (int) Math.min(count, unwantedBytes);
      chunk.position(chunk.position() + count);
      unwantedBytes -= unwantedBytes == Long.MAX_VALUE ? 0 : count;
    } else {
      count = (int) Math.min(count, Math.max(1, bytesPerSecond / SLICES_PER_SECOND));
      connection.passed(direction, count); // first: who has read a byte finds it counted
      write(chunk.slice(chunk.position(), count));
      chunk.position(chunk.position() + count);
      if (bytesPerSecond != Long.MAX_VALUE) {
        TimeUnit.NANOSECONDS.sleep(count * NANOS_PER_SECOND / bytesPerSecond);
      }
    }
    position += count;
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  private void applyDue() throws IOException, InterruptedException {
    for (Fault next = faults.peek();
        next != null && next.afterBytes() == position;
        next = faults.peek()) {
      faults.remove();
      apply(next);
    }
  }

  private void apply(Fault fault) throws IOException, InterruptedException {
    if (fault instanceof Fault.Reset) {
      throw new IOException("reset on purpose");
    } else if (fault instanceof Fault.HalfClose) {
      to.shutdownOutput();
      unwantedBytes = Long.MAX_VALUE;
    } else if (fault instanceof Fault.Stall) {
      connection.stall();
    } else if (fault instanceof Fault.Trickle trickle) {
      bytesPerSecond = trickle.bytesPerSecond();
    } else if (fault instanceof Fault.Splice splice && unwantedBytes != Long.MAX_VALUE) {
      write(ByteBuffer.wrap(splice.inserted()));
      unwantedBytes = Math.max(unwantedBytes, splice.removedBytes());
    }
  }
}

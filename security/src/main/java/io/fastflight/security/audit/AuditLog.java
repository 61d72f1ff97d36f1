package io.fastflight.security.audit;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.ServerUnavailableException;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.service.CallListener;
import io.fastflight.service.CallRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line of JSON for every call a door tells it of; {@code docs/reference/audit.md} has the
 * fields.
 *
 * <pre>{@code
 * try (AuditLog audit = AuditLog.builder(Path.of("audit.log")).open();
 *     FastFlightServer server = FastFlightServer.builder(engine).calls(audit).start()) {
 *   server.awaitClose();
 * }
 * }</pre>
 *
 * <p>Lines are written by a thread of its own; {@value #QUEUED_CALLS} calls may wait for it. While
 * the file cannot be written it is tried again and again, and what the queue does not hold is lost:
 * counted, told in the server's log and, later, in the audit log itself. With {@link
 * Builder#required} doors refuse calls meanwhile.
 *
 * <p><b>Ownership:</b> owns its file and its thread.
 *
 * <p><b>Threads:</b> any; never blocks who ends a call.
 */
public final class AuditLog implements CallListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final int QUEUED_CALLS = 2_048;
  private static final Duration RETRY = Duration.ofMillis(250);
  private static final Duration SILENCE = Duration.ofMinutes(1);
  private static final Duration CLOSE_TIME = Duration.ofSeconds(30);

  private final Path path;
  private final AuditFile file;
  private final AuditLine format;
  private final boolean required;
  private final ThreadPoolExecutor writer;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong complainedNanos =
      new AtomicLong(System.nanoTime() - 2 * SILENCE.toNanos());
  private volatile long lostAndTold; // by the writer alone
  private volatile boolean failing; // by the writer alone

  private AuditLog(Builder builder) {
    this.path = builder.file;
    this.file = new AuditFile(builder.file, builder.maxBytes, builder.maxFiles);
    this.format = new AuditLine(builder.keys, builder.parameters);
    this.required = builder.required;
    try {
      file.opened();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(
          "The audit log '%s' cannot be written: %s. No server starts without the log it was told to keep."
              .formatted(path, unwritable),
          unwritable);
    }
    this.writer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUED_CALLS),
            task -> {
              Thread thread = new Thread(task, "fastflight-audit");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins a log in {@code file}. */
  public static Builder builder(Path file) {
    return new Builder(file);
  }

  @Override
  public void ended(CallRecord call) {
    try {
      writer.execute(() -> write(call));
    } catch (RejectedExecutionException full) {
      lose();
    }
  }

  @Override
  public void requireReady() {
    if (required && (failing || writer.getQueue().remainingCapacity() == 0)) {
      throw new ServerUnavailableException(
          "This server keeps an audit log and cannot write it now, so it takes no calls. Try again later; its log says why.");
    }
  }

  /** Returns how many calls have no line, because the file could not be written in time. */
  public long lostLines() {
    return lost.get();
  }

  private void write(CallRecord call) {
    byte[] line;
    try {
      line = format.of(call);
    } catch (RuntimeException fault) {
      LOG.error("The audit log has no line for the call {}.", call.id(), fault);
      lost.incrementAndGet();
      return;
    }
    while (!append(line)) {
      if (isClosing()) {
        lose();
        return;
      }
    }
  }

  private boolean append(byte[] line) {
    try {
      long lostNow = lost.get();
      if (lostNow > lostAndTold) {
        file.append(AuditLine.ofLost(lostNow - lostAndTold));
        lostAndTold = lostNow;
      }
      file.append(line);
      if (failing) {
        failing = false;
        LOG.warn("The audit log '{}' is written again.", path);
      }
      return true;
    } catch (IOException unwritable) {
      if (!failing) {
        failing = true;
        LOG.error("The audit log '{}' cannot be written; it is tried again.", path, unwritable);
      }
      return false;
    }
  }

  /** Waits for a while before the next try; returns whether there is no more time for one. */
  private boolean isClosing() {
    try {
      return closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void lose() {
    long all = lost.incrementAndGet();
    long now = System.nanoTime();
    long before = complainedNanos.get();
    if (now - before > SILENCE.toNanos() && complainedNanos.compareAndSet(before, now)) {
      LOG.error(
          "The audit log '{}' is not written as fast as calls end; {} have no line so far.",
          path,
          all);
    }
  }

  /**
   * Writes what waits, for at most half a minute, and closes the file; one that fails is not waited
   * for.
   */
  @Override
  public void close() {
    closing.countDown();
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        lost.addAndGet(writer.shutdownNow().size());
        writer.awaitTermination(1, TimeUnit.SECONDS);
      }
      file.close();
    } catch (InterruptedException hurry) {
      lost.addAndGet(writer.shutdownNow().size());
      Thread.currentThread().interrupt();
    } catch (IOException failure) {
      LOG.warn("The audit log '{}' could not be closed.", path, failure);
    }
  }

  /** Collects the settings of a log. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private static final long MIN_BYTES = 4_096;
    private static final int MAX_FILES = 1_000;

    private final Path file;
    private long maxBytes = 100L << 20;
    private int maxFiles = 10;
    private SealKeys keys = SealKeys.ofThisProcess();
    private boolean parameters;
    private boolean required;

    private Builder(Path file) {
      this.file = requireNonNull(file, "file");
    }

    /** Sets how large a file grows before the next is begun, 4 KiB or more; 100 MiB. */
    public Builder maxBytes(long bytes) {
      if (bytes < MIN_BYTES) {
        throw new IllegalArgumentException("maxBytes must be 4096 or more, was " + bytes + ".");
      }
      this.maxBytes = bytes;
      return this;
    }

    /** Sets how many files are kept, the present one among them, 2 to 1000; 10. */
    public Builder maxFiles(int files) {
      if (files < 2 || files > MAX_FILES) {
        throw new IllegalArgumentException("maxFiles must be 2..1000, was " + files + ".");
      }
      this.maxFiles = files;
      return this;
    }

    /**
     * Hashes params by the first of {@code keys}, so that hashes of several runs and replicas can
     * be compared; else by a key of this process.
     */
    public Builder keys(SealKeys keys) {
      this.keys = requireNonNull(keys, "keys");
      return this;
    }

    /** Writes the values of params too, which may be personal. */
    public Builder withParameters() {
      this.parameters = true;
      return this;
    }

    /** Has doors refuse calls while the file cannot be written. */
    public Builder required() {
      this.required = true;
      return this;
    }

    /**
     * Opens the log.
     *
     * @throws UncheckedIOException if the file cannot be written, or another server writes it
     */
    public AuditLog open() {
      return new AuditLog(this);
    }
  }
}

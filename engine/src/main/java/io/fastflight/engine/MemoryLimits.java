package io.fastflight.engine;

import static java.util.Objects.requireNonNull;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says how much memory requests may hold, and how long one waits for memory before it is refused.
 *
 * <p>The bytes counted are Arrow's, of one root allocator: what services have allocated, and what
 * is on its way to callers. Neither the JVM's heap nor what a source holds outside Arrow counts.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class MemoryLimits {
  /** The most one request may hold by default, where the budget is not smaller: 1 GiB. */
  public static final long DEFAULT_MAX_REQUEST_BYTES = 1L << 30;

  /** How long a request waits for memory by default: 2 s. */
  public static final Duration DEFAULT_MAX_WAIT = Duration.ofSeconds(2);

  /**
   * How many requests wait at once by default; each holds a thread, whose place is lent meanwhile:
   * 16.
   */
  public static final int DEFAULT_MAX_WAITING = 16;

  /** After how long a refused caller should try again by default: 1 s. */
  public static final Duration DEFAULT_RETRY_DELAY = Duration.ofSeconds(1);

  private static final Duration LONGEST = Duration.ofHours(1);

  private final long maxBytesInFlight;
  private final long maxRequestBytes;
  private final Duration maxWait;
  private final int maxWaiting;
  private final Duration retryDelay;

  private MemoryLimits(Builder builder) {
    this.maxBytesInFlight =
        builder.maxBytesInFlight == Builder.NOT_SET
            ? defaultMaxBytesInFlight()
            : builder.maxBytesInFlight;
    this.maxRequestBytes =
        builder.maxRequestBytes == Builder.NOT_SET
            ? Math.min(DEFAULT_MAX_REQUEST_BYTES, maxBytesInFlight)
            : builder.maxRequestBytes;
    this.maxWait = builder.maxWait;
    this.maxWaiting = builder.maxWaiting;
    this.retryDelay = builder.retryDelay;
  }

  /** Returns the limits of a server that sets none. */
  public static MemoryLimits defaults() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the budget: while more is in flight, a new request waits. */
  public long maxBytesInFlight() {
    return maxBytesInFlight;
  }

  /** Returns the cap: the most one request may hold. */
  public long maxRequestBytes() {
    return maxRequestBytes;
  }

  /** Returns how long a request waits for memory before it is refused. */
  public Duration maxWait() {
    return maxWait;
  }

  /** Returns how many requests may wait at once; one more is refused without a wait. */
  public int maxWaiting() {
    return maxWaiting;
  }

  /** Returns after how long a refused caller should try again. */
  public Duration retryDelay() {
    return retryDelay;
  }

  /**
   * Returns half of what this JVM may hold outside its heap: {@code -XX:MaxDirectMemorySize}, or
   * without it the heap's own maximum, as the JVM does for its own buffers. Arrow's memory is not
   * part of what the JVM counts, so this limit is the only one there is.
   */
  private static long defaultMaxBytesInFlight() {
    long direct = maxDirectBytes();
    return Math.max(1, (direct > 0 ? direct : Runtime.getRuntime().maxMemory()) / 2);
  }

  /** Returns 0 where the option is not given, or the JVM is not HotSpot. */
  private static long maxDirectBytes() {
    @Nullable HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return hotSpot == null
        ? 0
        : Long.parseLong(hotSpot.getVMOption("MaxDirectMemorySize").getValue());
  }

  /** Collects the limits. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private static final long NOT_SET = -1;

    private long maxBytesInFlight = NOT_SET;
    private long maxRequestBytes = NOT_SET;
    private Duration maxWait = DEFAULT_MAX_WAIT;
    private int maxWaiting = DEFAULT_MAX_WAITING;
    private Duration retryDelay = DEFAULT_RETRY_DELAY;

    private Builder() {}

    /**
     * Sets the budget, at least 1; by default half of {@code -XX:MaxDirectMemorySize}, or of the
     * largest heap where that option is not given.
     */
    public Builder maxBytesInFlight(long bytes) {
      this.maxBytesInFlight = atLeastOne("maxBytesInFlight", bytes);
      return this;
    }

    /** Sets the cap, at least 1 and at most the budget. */
    public Builder maxRequestBytes(long bytes) {
      this.maxRequestBytes = atLeastOne("maxRequestBytes", bytes);
      return this;
    }

    /** Sets how long a request waits, 0 to 1 hour. */
    public Builder maxWait(Duration wait) {
      this.maxWait = upToAnHour("maxWait", Duration.ZERO, wait);
      return this;
    }

    /** Sets how many requests may wait at once, 0 or more. */
    public Builder maxWaiting(int requests) {
      if (requests < 0) {
        throw new IllegalArgumentException("maxWaiting must be 0 or more, was " + requests + ".");
      }
      this.maxWaiting = requests;
      return this;
    }

    /** Sets after how long a refused caller should try again, 1 ms to 1 hour. */
    public Builder retryDelay(Duration delay) {
      this.retryDelay = upToAnHour("retryDelay", Duration.ofMillis(1), delay);
      return this;
    }

    /**
     * Returns the limits.
     *
     * @throws IllegalArgumentException if one request may hold more than all together
     */
    public MemoryLimits build() {
      MemoryLimits limits = new MemoryLimits(this);
      if (limits.maxRequestBytes > limits.maxBytesInFlight) {
        throw new IllegalArgumentException(
            "maxRequestBytes must be at most maxBytesInFlight, %s, was %s. Lower the one or raise the other."
                .formatted(limits.maxBytesInFlight, limits.maxRequestBytes));
      }
      return limits;
    }

    private static long atLeastOne(String name, long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException(name + " must be 1 byte or more, was " + bytes + ".");
      }
      return bytes;
    }

    private static Duration upToAnHour(String name, Duration shortest, Duration value) {
      if (requireNonNull(value, name).compareTo(shortest) < 0 || value.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "%s must be %s..%s ms, was %s."
                .formatted(name, shortest.toMillis(), LONGEST.toMillis(), value));
      }
      return value;
    }
  }
}

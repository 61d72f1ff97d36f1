package io.fastflight.policy;

import static java.util.Objects.requireNonNull;

import io.fastflight.service.Identity;
import io.fastflight.service.ServiceLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Says how much some callers may ask of some services: at a time, in a second, and of one stream.
 *
 * <p>What is bounded at a time and in a second, each caller has for itself over all of the
 * services, or each service over all of the callers; see {@link Per}. Where nobody signs in, all
 * callers are one.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class CallLimit {
  /** Among whom streams at a time, requests a second and memory in all are counted. */
  public enum Per {
    /** Each caller has the limit for itself. */
    CALLER,
    /** Each service has the limit; its callers take turns. */
    SERVICE
  }

  private final Rule scope;
  private final Per per;
  private final OptionalInt maxStreams;
  private final OptionalDouble requestsPerSecond;
  private final ServiceLimits stream;
  private final OptionalLong maxMemory;
  private final OptionalLong maxTotalMemory;

  private CallLimit(Builder builder) {
    this.scope = builder.scope;
    this.per = builder.per;
    this.maxStreams = builder.maxStreams;
    this.requestsPerSecond = builder.requestsPerSecond;
    this.stream =
        new ServiceLimits(builder.maxRows, builder.maxBytes, builder.maxTime, OptionalInt.empty());
    this.maxMemory = builder.maxMemory;
    this.maxTotalMemory = builder.maxTotalMemory;
  }

  /**
   * Begins a limit for the callers and services that a rule speaks of.
   *
   * @param scope with a name; it allows, without filter and masks
   */
  public static Builder of(Rule scope) {
    return new Builder(scope);
  }

  /** Returns what to tell it by. */
  public String name() {
    return scope.name();
  }

  /** Returns whom and what it bounds. */
  public Rule scope() {
    return scope;
  }

  /** Returns among whom it is counted. */
  public Per per() {
    return per;
  }

  /** Returns how many streams may be open at a time. */
  public OptionalInt maxStreams() {
    return maxStreams;
  }

  /** Returns how many requests may come in a second; as many may come at once. */
  public OptionalDouble requestsPerSecond() {
    return requestsPerSecond;
  }

  /** Returns how many rows and bytes one stream may have, and how long it may take. */
  public ServiceLimits stream() {
    return stream;
  }

  /** Returns how many bytes of memory one stream may hold. */
  public OptionalLong maxMemory() {
    return maxMemory;
  }

  /** Returns how many bytes of memory all streams may hold together. */
  public OptionalLong maxTotalMemory() {
    return maxTotalMemory;
  }

  /** Returns whether it bounds what {@code caller} asks of {@code service}. */
  public boolean bounds(Identity caller, String service) {
    return scope.covers(service) && scope.isFor(caller);
  }

  @Override
  public String toString() {
    return name();
  }

  /** Collects the bounds; each setter refuses a bad value. <b>Threads:</b> used by one thread. */
  public static final class Builder {
    private final Rule scope;
    private Per per = Per.CALLER;
    private OptionalInt maxStreams = OptionalInt.empty();
    private OptionalDouble requestsPerSecond = OptionalDouble.empty();
    private OptionalLong maxRows = OptionalLong.empty();
    private OptionalLong maxBytes = OptionalLong.empty();
    private Optional<Duration> maxTime = Optional.empty();
    private OptionalLong maxMemory = OptionalLong.empty();
    private OptionalLong maxTotalMemory = OptionalLong.empty();

    private Builder(Rule scope) {
      this.scope = requireNonNull(scope, "scope");
      if (scope.denies() || scope.filter().isPresent() || !scope.masks().isEmpty()) {
        throw new IllegalArgumentException(
            "The limit '%s' says who may use how much of what. Leave deny, filter and masks to the policy."
                .formatted(scope.name()));
      }
    }

    /** Sets among whom it is counted; each caller for itself. */
    public Builder per(Per per) {
      this.per = requireNonNull(per, "per");
      return this;
    }

    /** Sets how many streams may be open at a time, 1 or more. */
    public Builder maxStreams(int streams) {
      this.maxStreams = OptionalInt.of((int) atLeastOne("maxStreams", streams));
      return this;
    }

    /** Sets how many requests may come in a second, more than 0 and at most a million. */
    public Builder requestsPerSecond(double requests) {
      if (!(requests > 0 && requests <= 1_000_000)) {
        throw new IllegalArgumentException(
            "The limit '%s': requestsPerSecond must be over 0 and at most 1000000, was %s."
                .formatted(scope.name(), requests));
      }
      this.requestsPerSecond = OptionalDouble.of(requests);
      return this;
    }

    /** Sets how many rows one stream may have, 1 or more. */
    public Builder maxRows(long rows) {
      this.maxRows = OptionalLong.of(atLeastOne("maxRows", rows));
      return this;
    }

    /** Sets how many bytes the columns of one stream may hold, 1 or more. */
    public Builder maxBytes(long bytes) {
      this.maxBytes = OptionalLong.of(atLeastOne("maxBytes", bytes));
      return this;
    }

    /** Sets how long one stream may take, 1 ms or more. */
    public Builder maxTime(Duration time) {
      atLeastOne("maxTime in ms", time.toMillis());
      this.maxTime = Optional.of(time);
      return this;
    }

    /** Sets how many bytes of memory one stream may hold, 1 or more. */
    public Builder maxMemory(long bytes) {
      this.maxMemory = OptionalLong.of(atLeastOne("maxMemory", bytes));
      return this;
    }

    /** Sets how many bytes of memory all streams may hold together, 1 or more. */
    public Builder maxTotalMemory(long bytes) {
      this.maxTotalMemory = OptionalLong.of(atLeastOne("maxTotalMemory", bytes));
      return this;
    }

    private long atLeastOne(String what, long value) {
      if (value < 1) {
        throw new IllegalArgumentException(
            "The limit '%s': %s must be 1 or more, was %s.".formatted(scope.name(), what, value));
      }
      return value;
    }

    /**
     * Returns the limit.
     *
     * @throws IllegalArgumentException if it bounds nothing
     */
    public CallLimit build() {
      CallLimit limit = new CallLimit(this);
      if (maxStreams.isEmpty()
          && requestsPerSecond.isEmpty()
          && limit.stream.equals(ServiceLimits.none())
          && maxMemory.isEmpty()
          && maxTotalMemory.isEmpty()) {
        throw new IllegalArgumentException(
            "The limit '%s' bounds nothing. Give it streams, requests, rows, bytes, time or memory."
                .formatted(scope.name()));
      }
      return limit;
    }
  }
}

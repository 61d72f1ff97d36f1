package io.fastflight.client;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.ReadProgress;
import io.fastflight.batch.Selection;
import io.fastflight.client.retry.ResilienceConfig;
import io.fastflight.client.retry.ResiliencePreset;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.service.CallId;
import io.fastflight.service.Compression;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.StreamRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Holds how one read differs from others of the same client; see {@link FastFlightClient#with}.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class FetchOptions {
  private static final int MAX_PARALLELISM = 1_024;

  /** What a caller cannot set: gRPC's own, and ours. */
  private static final Set<String> RESERVED_PREFIXES = Set.of("grpc-", "fastflight-", ":");

  private final Optional<Duration> deadline;
  private final Optional<Duration> maxGap;
  private final OptionalInt batchRows;
  private final Optional<Compression> compression;
  private final Selection selection;
  private final Optional<ResilienceConfig> resilience;
  private final Optional<ReadProgress.Listener> progress;
  private final int parallelism;
  private final Map<String, String> headers;
  private final Optional<SignIn> signIn;
  private final Optional<String> callId;

  private FetchOptions(Builder builder) {
    this.deadline = builder.deadline;
    this.maxGap = builder.maxGap;
    this.batchRows = builder.batchRows;
    this.compression = builder.compression;
    this.selection = builder.selection;
    this.resilience = builder.resilience;
    this.progress = builder.progress;
    this.parallelism = builder.parallelism;
    this.headers = Map.copyOf(builder.headers);
    this.signIn = builder.signIn;
    this.callId = builder.callId;
  }

  /** Returns no options: no deadline, the server's batch size, the client's resilience. */
  public static FetchOptions defaults() {
    return builder().build();
  }

  /** Begins with {@link #defaults}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns how long a whole read may take, from the call to its last row; empty for ever. */
  public Optional<Duration> deadline() {
    return deadline;
  }

  /** Returns how long a reader waits for the next batch, or the first; empty for ever. */
  public Optional<Duration> maxGap() {
    return maxGap;
  }

  /** Returns how many rows a batch should have; empty for what the request says. */
  public OptionalInt batchRows() {
    return batchRows;
  }

  /** Returns how the server may compress; empty for what the request says. */
  public Optional<Compression> compression() {
    return compression;
  }

  /** Returns which columns, and how many rows at most. */
  public Selection selection() {
    return selection;
  }

  /** Returns the resilience of this read; empty for the client's. */
  public Optional<ResilienceConfig> resilience() {
    return resilience;
  }

  /** Returns who is told of each batch, if anyone. */
  public Optional<ReadProgress.Listener> progress() {
    return progress;
  }

  /** Returns how many endpoints of a result are read at a time; 1 for one stream of all. */
  public int parallelism() {
    return parallelism;
  }

  /** Returns with what calls show who makes them, if not as the client's others do. */
  Optional<SignIn> signIn() {
    return signIn;
  }

  /** Returns the id of each call; empty for one that is made. */
  public Optional<String> callId() {
    return callId;
  }

  /** Returns the headers to send with each call. */
  public Map<String, String> headers() {
    return headers;
  }

  /** Returns {@code request} with what of these options is set. */
  StreamRequest applyTo(StreamRequest request) {
    StreamRequest applied = request;
    if (batchRows.isPresent()) {
      applied = applied.withBatchRows(batchRows.getAsInt());
    }
    if (!selection.isAll()) {
      applied = applied.withSelection(selection);
    }
    if (callId.isPresent()) {
      applied = applied.withCallId(callId.get());
    }
    return compression.isPresent() ? applied.withCompression(compression.get()) : applied;
  }

  /** Collects the options; each setter refuses a bad value at once. */
  public static final class Builder {
    private Optional<Duration> deadline = Optional.empty();
    private Optional<Duration> maxGap = Optional.empty();
    private OptionalInt batchRows = OptionalInt.empty();
    private Optional<Compression> compression = Optional.empty();
    private Selection selection = Selection.all();
    private Optional<ResilienceConfig> resilience = Optional.empty();
    private Optional<ReadProgress.Listener> progress = Optional.empty();
    private int parallelism = 1;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Optional<SignIn> signIn = Optional.empty();
    private Optional<String> callId = Optional.empty();

    private Builder() {}

    /** Ends a read, wherever it is, after so long; more than 0. The server learns of it. */
    public Builder deadline(Duration deadline) {
      this.deadline = Optional.of(Settings.positive("deadline", deadline));
      return this;
    }

    /**
     * Sets the id under which servers log this read: 1..64 letters, digits and {@code . _ : -};
     * without it each read has one of its own. It is in {@code FastFlightException.callId}.
     */
    public Builder callId(String id) {
      this.callId = Optional.of(CallId.require(id));
      return this;
    }

    /**
     * Takes a server that sends nothing for so long, while the reader waits, for unreachable; more
     * than 0.
     */
    public Builder maxGap(Duration gap) {
      this.maxGap = Optional.of(Settings.positive("maxGap", gap));
      return this;
    }

    /**
     * Asks for about so many rows a batch, 1..{@link ServiceContext#MAX_BATCH_ROWS}.
     *
     * @throws InvalidParamsException for any other number
     */
    public Builder batchRows(int rows) {
      this.batchRows =
          OptionalInt.of(StreamRequest.of(new byte[0]).withBatchRows(rows).batchRows());
      return this;
    }

    /** Asks the server to compress what it sends. */
    public Builder compression(Compression compression) {
      this.compression = Optional.of(requireNonNull(compression, "compression"));
      return this;
    }

    /**
     * Reads these columns only, in this order; a FastFlight server sends no others.
     *
     * @throws InvalidParamsException if one is named twice
     */
    public Builder columns(String... names) {
      this.selection = selection.withColumns(List.of(names));
      return this;
    }

    /**
     * Reads at most so many rows, 0 or more, over one stream whatever {@link #parallelism} says.
     *
     * @throws InvalidParamsException for less
     */
    public Builder rowLimit(long rows) {
      this.selection = selection.withRowLimit(rows);
      return this;
    }

    /**
     * Has a listener told of each batch: of a reader when it is handed out, of a table when it is
     * collected, on the connection's thread. Its rows go back where a table is collected anew, and
     * what it throws ends the read.
     */
    public Builder progress(ReadProgress.Listener listener) {
      this.progress = Optional.of(requireNonNull(listener, "listener"));
      return this;
    }

    /** Sets the resilience of this read. */
    public Builder resilience(ResilienceConfig config) {
      this.resilience = Optional.of(requireNonNull(config, "config"));
      return this;
    }

    /** Does the same with a preset. */
    public Builder resilience(ResiliencePreset preset) {
      return resilience(preset.config());
    }

    /** Reads up to so many endpoints of a result at a time, 1..1024. */
    public Builder parallelism(int streams) {
      if (streams < 1 || streams > MAX_PARALLELISM) {
        throw new IllegalArgumentException(
            "parallelism must be 1..%s, was %s.".formatted(MAX_PARALLELISM, streams));
      }
      this.parallelism = streams;
      return this;
    }

    /**
     * Sends a header with each call.
     *
     * @param name letters, digits, {@code -}, {@code _} and {@code .}; not {@code grpc-...} or
     *     {@code fastflight-...}, and not {@code ...-bin}
     * @param value printable ASCII
     */
    public Builder header(String name, String value) {
      String lower = requireNonNull(name, "name").toLowerCase(Locale.ROOT);
      boolean reserved =
          lower.endsWith("-bin") || RESERVED_PREFIXES.stream().anyMatch(lower::startsWith);
      if (reserved || !lower.matches("[a-z0-9._-]{1,80}")) {
        throw new IllegalArgumentException(
            "A header's name must be letters, digits, -, _ and ., at most 80, and not grpc-..., fastflight-... or ...-bin, was '%s'."
                .formatted(name.length() <= 80 ? name : name.substring(0, 77) + "..."));
      }
      if (!requireNonNull(value, "value").matches("[ -~]*")) {
        throw new IllegalArgumentException(
            "The value of header '%s' must be printable ASCII.".formatted(name));
      }
      headers.put(lower, value);
      return this;
    }

    /** Shows who calls with something else than the client's other reads do. */
    public Builder signIn(SignIn signIn) {
      this.signIn = Optional.of(requireNonNull(signIn, "signIn"));
      return this;
    }

    /** Returns the options. */
    public FetchOptions build() {
      return new FetchOptions(this);
    }
  }
}

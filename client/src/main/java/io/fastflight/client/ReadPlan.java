package io.fastflight.client;

import io.fastflight.batch.BatchReader;
import io.fastflight.batch.ProgressReader;
import io.fastflight.batch.ReadProgress;
import io.fastflight.client.retry.ResilienceConfig;
import io.fastflight.error.DeadlineExceededException;
import io.fastflight.error.ErrorCode;
import io.fastflight.error.FastFlightException;
import io.fastflight.error.UnauthenticatedException;
import io.fastflight.service.Compression;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.StreamRequest;
import io.fastflight.wire.CallHeaders;
import io.fastflight.wire.FlightLocation;
import io.grpc.CallOptions;
import io.grpc.Deadline;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What one read asks for, where, and until when; the same for all its calls.
 *
 * @param request with the options applied
 * @param locations at least one, in the order they are tried
 * @param deadline of the whole read
 * @param credentials what calls show who makes them, and to whom
 * @param collects true if nobody sees a row before the end
 * @param progress what a collecting read has got so far, if somebody wants to know
 */
record ReadPlan(
    StreamRequest request,
    FetchOptions options,
    List<FlightLocation> locations,
    Optional<Deadline> deadline,
    ResilienceConfig resilience,
    Credentials credentials,
    boolean collects,
    Optional<ProgressTally> progress) {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  static ReadPlan of(
      StreamRequest request, FetchOptions options, ClientConfig config, boolean collects) {
    return new ReadPlan(
        options.applyTo(request),
        options,
        config.flightLocations(),
        deadline(options),
        options.resilience().orElse(config.resilience()),
        Credentials.of(options, config),
        collects,
        collects ? options.progress().map(ProgressTally::new) : Optional.empty());
  }

  /**
   * Returns how a call for the catalogue is made, which reads no rows: options of rows are none of
   * it.
   *
   * @param about under whose id it is made, unless the options have one
   */
  static ReadPlan ofCatalogue(StreamRequest about, FetchOptions options, ClientConfig config) {
    StreamRequest empty = StreamRequest.of(new byte[0]).withCall(about.call());
    return new ReadPlan(
        options.callId().map(empty::withCallId).orElse(empty),
        options,
        config.flightLocations(),
        deadline(options),
        options.resilience().orElse(config.resilience()),
        Credentials.of(options, config),
        true,
        Optional.empty());
  }

  private static Optional<Deadline> deadline(FetchOptions options) {
    return options.deadline().map(d -> Deadline.after(d.toNanos(), TimeUnit.NANOSECONDS));
  }

  /** Returns the same read of another ticket, at its own locations if it has some. */
  ReadPlan endpoint(byte[] ticket, List<FlightLocation> own) {
    StreamRequest part =
        StreamRequest.of(ticket)
            .withBatchRows(request.batchRows())
            .withCompression(request.compression())
            .withSelection(request.selection())
            .withCancellation(request.cancellation())
            .withCall(request.call());
    return new ReadPlan(
        part,
        options,
        own.isEmpty() ? locations : own,
        deadline,
        resilience,
        credentials,
        collects,
        progress);
  }

  /** Returns how many streams to read at a time: one, where the first rows are to be counted. */
  int parallelism() {
    return request.selection().rowLimit().isPresent() ? 1 : options.parallelism();
  }

  /**
   * Returns what of a stream its caller asked for: all of it where the server has selected. Tells
   * the caller's listener of each batch.
   *
   * <p><b>Ownership:</b> takes {@code reader}, also when it fails.
   *
   * @param selected whether the server is one that selects
   */
  BatchReader selected(BatchReader reader, boolean selected) {
    BatchReader wanted = selected ? reader : request.selection().of(reader, 0);
    Optional<ReadProgress.Listener> listener = collects ? Optional.empty() : options.progress();
    return listener.isPresent() ? new ProgressReader(wanted, listener.get()) : wanted;
  }

  boolean isExpired() {
    return deadline.isPresent() && deadline.get().isExpired();
  }

  /** Returns whether the deadline will have passed in so long. */
  boolean isExpiredIn(Duration pause) {
    return deadline.isPresent()
        && deadline.get().timeRemaining(TimeUnit.NANOSECONDS) < pause.toNanos();
  }

  /** Returns a failure as its caller is told of it: in our words where it was the deadline's. */
  FastFlightException told(FastFlightException failure, long rows) {
    return failure.code() == ErrorCode.DEADLINE_EXCEEDED && isExpired() ? expired(rows) : failure;
  }

  /** Returns a failure with the reason where nothing that says who calls was sent. */
  FastFlightException toldAt(FlightLocation location, FastFlightException failure) {
    boolean withheld =
        failure.code() == ErrorCode.UNAUTHENTICATED
            && !credentials.goTo(location)
            && (credentials.signIn().isPresent() || !options.headers().isEmpty());
    return withheld
        ? new UnauthenticatedException(
            "%s wants to know who calls, and nothing that says so was sent there: a server named it, not this client's configuration. If it may have your credential, name it in ClientConfig.trustedLocation."
                .formatted(location),
            failure)
        : failure;
  }

  DeadlineExceededException expired(long rows) {
    DeadlineExceededException failure =
        new DeadlineExceededException(
            "The deadline of %s passed after %s rows from %s. Give FetchOptions.deadline more time, or ask for less."
                .formatted(options.deadline().orElse(Duration.ZERO), rows, locations.get(0)));
    failure.afterRows(rows);
    return failure;
  }

  /** Returns how long to wait for a lease. */
  Duration patience(ClientConfig config) {
    Duration most = config.acquireTimeout();
    if (deadline.isEmpty()) {
      return most;
    }
    Duration left =
        Duration.ofNanos(Math.max(0, deadline.get().timeRemaining(TimeUnit.NANOSECONDS)));
    return left.compareTo(most) < 0 ? left : most;
  }

  /** Returns the index of the location behind the one of that name. */
  int indexAfter(String location) {
    for (int i = 0; i < locations.size(); i++) {
      if (locations.get(i).toString().equals(location)) {
        return (i + 1) % locations.size();
      }
    }
    return 0;
  }

  CallOptions callOptions() {
    return deadline.map(CallOptions.DEFAULT::withDeadline).orElse(CallOptions.DEFAULT);
  }

  /** Returns the headers of a call; those that may say who calls only where they may be shown. */
  Metadata headers(FlightLocation location) {
    Metadata headers = new Metadata();
    if (credentials.goTo(location)) {
      putCallers(headers);
    }
    if (request.batchRows() != ServiceContext.DEFAULT_BATCH_ROWS) {
      CallHeaders.putBatchRows(headers, request.batchRows());
    }
    if (request.compression() != Compression.NONE) {
      CallHeaders.putCompression(headers, request.compression());
    }
    CallHeaders.putSelection(headers, request.selection());
    CallHeaders.putCallId(headers, request.call().id());
    return headers;
  }

  private void putCallers(Metadata headers) {
    if (!options.headers().containsKey(AUTHORIZATION.name())) {
      credentials.signIn().ifPresent(shown -> headers.put(AUTHORIZATION, shown.header().reveal()));
    }
    options
        .headers()
        .forEach(
            (name, value) ->
                headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
  }
}

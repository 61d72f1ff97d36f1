package io.fastflight.http;

import io.fastflight.error.FastFlightException;
import io.fastflight.error.InternalFaultException;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ServerUnavailableException;
import io.fastflight.error.ServiceNotFoundException;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Compression;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.StreamRequest;
import io.fastflight.service.StreamSource;
import io.fastflight.wire.PumpResources;
import io.fastflight.wire.StreamPump;
import io.fastflight.wire.WorkerThreads;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what each path and method answers, whichever HTTP library it came through.
 *
 * <p><b>Threads:</b> any; nothing blocks the caller, for what may block runs on the workers.
 */
final class HttpRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(HttpRoutes.class);

  static final String BATCH_ROWS_HEADER = "fastflight-batch-rows";

  static final String COMPRESSION_HEADER = "fastflight-compression";
  static final String COMPRESSION_QUERY = "compression";

  private final StreamSource source;
  private final Executor workers;
  private final PumpResources pumps;
  private final BooleanSupplier serverCloses;
  private final String streamPath;
  private final String typesPath;

  /**
   * Creates the routes under {@code prefix}.
   *
   * @param serverCloses tells whether the server is being closed
   */
  HttpRoutes(
      String prefix, StreamSource source, WorkerThreads workers, BooleanSupplier serverCloses) {
    this.source = source;
    this.workers = workers;
    this.pumps = PumpResources.of(workers);
    this.serverCloses = serverCloses;
    this.streamPath = prefix + "/stream";
    this.typesPath = prefix + "/registered_data_types";
  }

  /** Returns the failure to tell a caller whom the closing server does not serve any more. */
  static ServerUnavailableException closing() {
    return new ServerUnavailableException(
        "This server is shutting down. Try again later, or ask another.");
  }

  /** Answers {@code call}, now or later. */
  void serve(HttpCall call, HttpExchange exchange) {
    try {
      if (call.path().equals(streamPath)) {
        requireMethod(call, exchange, List.of("POST"), () -> stream(call, exchange));
      } else if (call.path().equals(typesPath)) {
        requireMethod(call, exchange, List.of("GET", "HEAD"), () -> types(exchange));
      } else {
        throw new ServiceNotFoundException(
            "There is nothing at '%s'. This server has POST %s and GET %s."
                .formatted(HttpAnswer.shown(call.path()), streamPath, typesPath));
      }
    } catch (RuntimeException failure) {
      exchange.answer(HttpAnswer.of(toCaller(failure)));
    }
  }

  private static void requireMethod(
      HttpCall call, HttpExchange exchange, List<String> allowed, Runnable answer) {
    if (allowed.contains(call.method())) {
      answer.run();
    } else {
      String allow = String.join(", ", allowed);
      exchange.answer(HttpAnswer.methodNotAllowed(call.path(), call.method(), allow));
    }
  }

  private void stream(HttpCall call, HttpExchange exchange) {
    Cancellation cancellation = new Cancellation();
    StreamRequest plain = StreamRequest.of(call.body()).withCancellation(cancellation);
    OptionalInt rows = batchRows(call);
    StreamRequest request = rows.isPresent() ? plain.withBatchRows(rows.getAsInt()) : plain;
    IpcSink sink = new IpcSink(exchange, compression(call), rows, serverCloses);
    StreamPump pump = new StreamPump(() -> source.open(request), sink, cancellation, pumps);
    exchange.listen(pump::wake, pump::cancel);
    pump.wake();
  }

  private void types(HttpExchange exchange) {
    workers.execute(
        () -> {
          HttpAnswer answer;
          try {
            answer = HttpAnswer.ok(source.services().stream().map(HttpRoutes::listed).toList());
          } catch (RuntimeException failure) {
            answer = HttpAnswer.of(toCaller(failure));
          }
          exchange.answer(answer);
        });
  }

  /** Names a service as the first FastFlight does, whose clients read these two fields. */
  private static Map<String, String> listed(ServiceDescription service) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("params_type", service.name());
    fields.put("service_type", service.serviceType());
    return fields;
  }

  /**
   * Returns how the caller would have its answer compressed. A source elsewhere is not asked for
   * the same: the caller knows its own link only.
   */
  private static Compression compression(HttpCall call) {
    Set<Compression> asked = EnumSet.noneOf(Compression.class);
    call.header(COMPRESSION_HEADER)
        .map(word -> Compression.parse("The header '" + COMPRESSION_HEADER + "'", word))
        .ifPresent(asked::add);
    for (String word : call.query(COMPRESSION_QUERY)) {
      asked.add(Compression.parse("The query parameter '" + COMPRESSION_QUERY + "'", word));
    }
    if (asked.size() > 1) {
      throw new InvalidParamsException(
          "The header '%s' and the query parameter '%s' ask for different things: %s. Send one of them."
              .formatted(
                  COMPRESSION_HEADER,
                  COMPRESSION_QUERY,
                  asked.stream().map(Compression::word).collect(Collectors.joining(", "))));
    }
    return asked.isEmpty() ? Compression.NONE : asked.iterator().next();
  }

  private static OptionalInt batchRows(HttpCall call) {
    return call.header(BATCH_ROWS_HEADER).stream().mapToInt(HttpRoutes::batchRows).findFirst();
  }

  private static int batchRows(String text) {
    Optional<Integer> rows = number(text);
    return rows.filter(value -> value >= 1 && value <= ServiceContext.MAX_BATCH_ROWS)
        .orElseThrow(
            () ->
                new InvalidParamsException(
                    "The header '%s' must be 1..%s, was '%s'."
                        .formatted(
                            BATCH_ROWS_HEADER,
                            ServiceContext.MAX_BATCH_ROWS,
                            HttpAnswer.shown(text))));
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.valueOf(text));
    } catch (NumberFormatException noNumber) {
      return Optional.empty();
    }
  }

  private static FastFlightException toCaller(RuntimeException failure) {
    if (failure instanceof FastFlightException known) {
      return known;
    }
    if (failure instanceof RejectedExecutionException) {
      return closing(); // the workers are gone
    }
    LOG.error("A request failed by a fault of this server.", failure);
    return new InternalFaultException("The server failed; its log says why.", failure);
  }
}

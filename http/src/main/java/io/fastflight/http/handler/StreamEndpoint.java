package io.fastflight.http.handler;

import io.fastflight.batch.Selection;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.http.format.ResultFormat;
import io.fastflight.params.ParamsCodec;
import io.fastflight.service.Cancellation;
import io.fastflight.service.ServiceDescription;
import io.fastflight.service.StreamRequest;
import io.fastflight.service.StreamSource;
import io.fastflight.wire.PumpResources;
import io.fastflight.wire.StreamPump;
import io.fastflight.wire.WorkerThreads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Answers calls for data: reads what is asked for, and lets a pump send it. */
final class StreamEndpoint {
  static final String LIMIT = "limit";
  static final String COLUMNS = "columns";

  /** What a query says of the answer, not to the service; names with a dot can be no field. */
  static final List<String> RESERVED =
      List.of(
          FormatChoice.QUERY,
          LIMIT,
          COLUMNS,
          Negotiation.CODECS,
          Negotiation.CSV_HEADER,
          Negotiation.CSV_NULL,
          Negotiation.CSV_FORMULAS);

  private final StreamSource source;
  private final PumpResources pumps;
  private final Negotiation negotiation;
  private final BooleanSupplier serverCloses;

  StreamEndpoint(
      StreamSource source,
      WorkerThreads workers,
      List<ResultFormat> formats,
      BooleanSupplier serverCloses) {
    this.source = source;
    this.pumps = PumpResources.of(workers);
    this.negotiation = new Negotiation(formats);
    this.serverCloses = serverCloses;
  }

  /** Streams what the body asks for. */
  void post(HttpCall call, HttpExchange exchange) {
    SentForm.requireReadable(call);
    Set<String> unknown = new LinkedHashSet<>(call.query().keySet());
    unknown.removeAll(RESERVED);
    if (!unknown.isEmpty()) {
      throw new InvalidParamsException(
          "The query has '%s', which is none of %s. Fields of the request stand in the body."
              .formatted(HttpAnswer.shown(unknown.iterator().next()), String.join(", ", RESERVED)));
    }
    start(call, call.body(), exchange);
  }

  /**
   * Streams what the query asks of the service {@code name}, or for HEAD says how it would; may
   * block until the service is described.
   */
  void get(HttpCall call, String name, HttpExchange exchange) {
    call.trail().asksFor(name);
    ServiceDescription service = source.as(call.caller()).describe(name);
    call.trail().servedBy(service.name());
    Map<String, List<String>> fields = new LinkedHashMap<>(call.query());
    if (fields.containsKey(CatalogueAnswers.TYPE_FIELD)) {
      throw new InvalidParamsException(
          "The path names the service, so '%s' cannot. Leave it out of the query."
              .formatted(CatalogueAnswers.TYPE_FIELD));
    }
    fields.keySet().removeAll(RESERVED);
    start(
        call,
        ParamsCodec.encode(service.name(), QueryFields.of(fields, service.parameters())),
        exchange);
  }

  private void start(HttpCall call, byte[] ticket, HttpExchange exchange) {
    AnswerForm form = negotiation.of(call);
    Cancellation cancellation = new Cancellation();
    StreamRequest plain =
        StreamRequest.of(ticket)
            .withSelection(selection(call))
            .withCancellation(cancellation)
            .withCall(call.trail());
    var rows = form.options().maxRows();
    StreamRequest request = rows.isPresent() ? plain.withBatchRows(rows.getAsInt()) : plain;
    HttpSink sink = new HttpSink(exchange, form, call.trail(), serverCloses);
    StreamSource seen = source.as(call.caller());
    StreamPump<?> pump = new StreamPump<>(() -> seen.open(request), sink, cancellation, pumps);
    exchange.listen(pump::wake, pump::cancel);
    pump.wake();
  }

  /** Reads which part of the result is wanted; of a HEAD no row is. */
  private static Selection selection(HttpCall call) {
    List<String> columns = new ArrayList<>();
    for (String value : call.query().getOrDefault(COLUMNS, List.of())) {
      columns.addAll(List.of(value.split(",", -1)));
    }
    Selection selection = Selection.all().withColumns(columns);
    Optional<String> limit = Negotiation.only(call, LIMIT);
    if (limit.isPresent()) {
      selection = selection.withRowLimit(rowLimit(limit.get()));
    }
    return call.method().equals("HEAD") ? selection.withRowLimit(0) : selection;
  }

  private static long rowLimit(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException noNumber) {
      throw new InvalidParamsException(
          "The query parameter '%s' must be a number, was '%s'."
              .formatted(LIMIT, HttpAnswer.shown(text)));
    }
  }
}

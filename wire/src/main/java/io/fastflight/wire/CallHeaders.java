package io.fastflight.wire;

import io.fastflight.batch.Selection;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.service.CallId;
import io.fastflight.service.Compression;
import io.fastflight.service.ServiceContext;
import io.grpc.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Names and reads the gRPC headers our two ends exchange; foreign peers neither send nor mind them.
 */
public final class CallHeaders {
  /** Sent by our server with every stream: the version of the stream contract it keeps. */
  private static final Metadata.Key<String> STREAM =
      Metadata.Key.of("fastflight-stream", Metadata.ASCII_STRING_MARSHALLER);

  /** Sent by our server with a stream that can be resumed: UTF-8, so as bytes. */
  private static final Metadata.Key<byte[]> SNAPSHOT =
      Metadata.Key.of("fastflight-snapshot-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** Sent by our server where the source knows before it reads. */
  private static final Metadata.Key<String> EXPECTED_ROWS =
      Metadata.Key.of("fastflight-expected-rows", Metadata.ASCII_STRING_MARSHALLER);

  private static final Metadata.Key<String> BATCH_ROWS =
      Metadata.Key.of("fastflight-batch-rows", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> MAX_SLICES =
      Metadata.Key.of("fastflight-max-slices", Metadata.ASCII_STRING_MARSHALLER);

  private static final Metadata.Key<String> COMPRESSION =
      Metadata.Key.of("fastflight-compression", Metadata.ASCII_STRING_MARSHALLER);

  private static final Metadata.Key<String> ROW_LIMIT =
      Metadata.Key.of("fastflight-row-limit", Metadata.ASCII_STRING_MARSHALLER);

  /** Names in UTF-8, each behind the other with U+0000 between. */
  private static final Metadata.Key<byte[]> COLUMNS =
      Metadata.Key.of("fastflight-columns-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /**
   * Of the caller's own choice; the same in the trailers of each answer, the server's if need be.
   */
  private static final Metadata.Key<String> CALL_ID =
      Metadata.Key.of(CallId.HEADER, Metadata.ASCII_STRING_MARSHALLER);

  private static final String COLUMN_SEPARATOR = "\0";

  private static final String STREAM_VERSION = "1";

  private CallHeaders() {}

  /**
   * Returns the response headers of a stream that carries positions and totals.
   *
   * @param snapshot goes into the ticket that resumes it, if it can be resumed
   * @param expectedRows how many rows it will have, if that is known
   */
  public static Metadata ofStream(Optional<String> snapshot, OptionalLong expectedRows) {
    Metadata headers = new Metadata();
    headers.put(STREAM, STREAM_VERSION);
    snapshot.ifPresent(text -> headers.put(SNAPSHOT, text.getBytes(StandardCharsets.UTF_8)));
    expectedRows.ifPresent(rows -> headers.put(EXPECTED_ROWS, Long.toString(rows)));
    return headers;
  }

  /** Returns how many rows the server expects the stream to have; for showing, not for counting. */
  public static OptionalLong expectedRows(Metadata responseHeaders) {
    @Nullable String rows = responseHeaders.get(EXPECTED_ROWS);
    try {
      return rows == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(rows));
    } catch (NumberFormatException foreign) {
      return OptionalLong.empty();
    }
  }

  /** Returns the snapshot from which the stream can be resumed, or empty if it cannot be. */
  public static Optional<String> snapshot(Metadata responseHeaders) {
    byte @Nullable [] snapshot = responseHeaders.get(SNAPSHOT);
    return snapshot == null
        ? Optional.empty()
        : Optional.of(new String(snapshot, StandardCharsets.UTF_8));
  }

  /** Returns whether the server promised positions and totals, as ours does. */
  public static boolean promisesTotals(Metadata responseHeaders) {
    return STREAM_VERSION.equals(responseHeaders.get(STREAM));
  }

  /** Asks for about {@code rows} rows a batch. */
  public static void putBatchRows(Metadata headers, int rows) {
    headers.put(BATCH_ROWS, Integer.toString(rows));
  }

  /**
   * Returns how many rows a batch the caller asks for.
   *
   * @throws InvalidParamsException if the header is no number or out of range
   */
  public static OptionalInt batchRows(Metadata headers) {
    return number(headers, BATCH_ROWS, ServiceContext.MAX_BATCH_ROWS);
  }

  /**
   * Returns into how many slices the caller would have a result cut.
   *
   * @throws InvalidParamsException if the header is no number or out of range
   */
  public static OptionalInt maxSlices(Metadata headers) {
    return number(headers, MAX_SLICES, 1_024);
  }

  /** Asks for a result to be cut into at most {@code slices}. */
  public static void putMaxSlices(Metadata headers, int slices) {
    headers.put(MAX_SLICES, Integer.toString(slices));
  }

  /** Asks for bodies to be compressed. */
  public static void putCompression(Metadata headers, Compression compression) {
    headers.put(COMPRESSION, compression.word());
  }

  /**
   * Returns how the caller asks for bodies to be compressed, which is not at all unless it says so.
   *
   * @throws InvalidParamsException if the header is a word that is not known
   */
  public static Compression compression(Metadata headers) {
    @Nullable String word = headers.get(COMPRESSION);
    return word == null
        ? Compression.NONE
        : Compression.parse("The header '" + COMPRESSION.name() + "'", word);
  }

  /** Asks for a part of the result. */
  public static void putSelection(Metadata headers, Selection selection) {
    if (!selection.columns().isEmpty()) {
      String names = String.join(COLUMN_SEPARATOR, selection.columns());
      headers.put(COLUMNS, names.getBytes(StandardCharsets.UTF_8));
    }
    if (selection.rowLimit().isPresent()) {
      headers.put(ROW_LIMIT, Long.toString(selection.rowLimit().getAsLong()));
    }
  }

  /**
   * Returns which part of the result the caller asks for.
   *
   * @throws InvalidParamsException if the limit is no number, or a column is named twice
   */
  public static Selection selection(Metadata headers) {
    byte @Nullable [] names = headers.get(COLUMNS);
    List<String> columns =
        names == null
            ? List.of()
            : List.of(new String(names, StandardCharsets.UTF_8).split(COLUMN_SEPARATOR, -1));
    @Nullable String limit = headers.get(ROW_LIMIT);
    return new Selection(
        columns, limit == null ? OptionalLong.empty() : OptionalLong.of(rowLimit(limit)));
  }

  /** Tells the id of a call, with the request or in the trailers. */
  public static void putCallId(Metadata metadata, String id) {
    metadata.discardAll(CALL_ID);
    metadata.put(CALL_ID, id);
  }

  /**
   * Returns the id that a caller gives its call.
   *
   * @throws InvalidParamsException if it is none
   */
  public static Optional<String> callId(Metadata headers) {
    return Optional.ofNullable(headers.get(CALL_ID)).map(CallId::require);
  }

  /** Returns the id in an answer of any server's, which may write there what it likes. */
  public static Optional<String> toldCallId(Metadata answer) {
    return Optional.ofNullable(answer.get(CALL_ID)).filter(CallId::isValid);
  }

  private static long rowLimit(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException noNumber) {
      throw new InvalidParamsException(
          "The header '%s' must be a number, was '%s'.".formatted(ROW_LIMIT.name(), shown(text)));
    }
  }

  private static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  private static OptionalInt number(Metadata headers, Metadata.Key<String> key, int max) {
    @Nullable String text = headers.get(key);
    if (text == null) {
      return OptionalInt.empty();
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= 1 && value <= max) {
        return OptionalInt.of(value);
      }
    } catch (NumberFormatException noNumber) {
      // refused below, with the same words as a number out of range
    }
    throw new InvalidParamsException(
        "The header '%s' must be 1..%s, was '%s'.".formatted(key.name(), max, shown(text)));
  }
}

package io.fastflight.security.audit;

import io.fastflight.error.ErrorCode;
import io.fastflight.params.DataParams;
import io.fastflight.params.JsonText;
import io.fastflight.params.ParamsCodec;
import io.fastflight.security.seal.KeyedHash;
import io.fastflight.security.seal.SealKeys;
import io.fastflight.service.CallRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a call as one line of JSON, always with the same fields.
 *
 * <p>What a caller asked for is a keyed hash: equal for equal params of a service, at every door,
 * and telling nothing of them.
 */
final class AuditLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final String OK = "OK";

  private final KeyedHash hash;
  private final boolean parameters;

  /**
   * Creates it.
   *
   * @param parameters whether the values of params are written as well
   */
  AuditLine(SealKeys keys, boolean parameters) {
    this.hash = KeyedHash.of(keys, "audit");
    this.parameters = parameters;
  }

  byte[] of(CallRecord call) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("time", TIME.format(call.started()));
    fields.put("call", call.id());
    fields.put("identity", call.caller().isAnonymous() ? null : call.caller().name());
    fields.put("address", call.origin().peer().orElse(null));
    fields.put("door", call.origin().door());
    fields.put("method", call.asked().method());
    fields.put("service", call.service().orElse(null));
    fields.put("asked", call.service().isPresent() ? null : call.asked().name().orElse(null));
    Optional<byte[]> params = call.asked().params().map(AuditLine::encoded);
    fields.put("params", params.map(hash::of).orElse(null));
    if (parameters) {
      fields.put("parameters", params.map(JsonText::readObject).orElse(null));
    }
    fields.put("rows", call.delivered().rows());
    fields.put("bytes", call.delivered().bytes());
    fields.put("millis", call.duration().toMillis());
    fields.put("outcome", call.failure().map(ErrorCode::name).orElse(OK));
    return line(fields);
  }

  /** Writes that calls before this line have none. */
  static byte[] ofLost(long lines) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("time", TIME.format(Instant.now()));
    fields.put("lost", lines);
    return line(fields);
  }

  /** With its defaults and in the order of its declaration, however the caller wrote it. */
  private static byte[] encoded(DataParams params) {
    return ParamsCodec.encode(params);
  }

  private static byte[] line(Map<String, @Nullable Object> fields) {
    return (JsonText.write(fields) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}

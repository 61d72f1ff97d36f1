package io.fastflight.benchmark.peers;

import io.fastflight.params.ParamsCodec;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes tickets: the same JSON for every server, whatever its language. */
public final class Tickets {
  private Tickets() {}

  /** Asks for the batch of a shape, {@code batches} times. */
  public static String batches(String shape, long batches) {
    return json("bench.batches", Map.of("shape", shape, "batches", batches));
  }

  /** Asks for computed rows, each by the formula of {@code demo.generate}. */
  public static String rows(int seed, long rows, int batchRows) {
    return json("bench.rows", Map.of("seed", seed, "rows", rows, "batch_rows", batchRows));
  }

  /** Asks the demo's own service, as a server started by the launcher has it. */
  public static String demo(long rows) {
    return json(
        "demo.generate",
        Map.of("rows", rows, "columns", 8, "batch_rows", 65_536, "repeat_batch", true));
  }

  /** Asks for a table of PostgreSQL, read in one of the server's ways. */
  public static String source(String way, String table) {
    return json("bench.source", Map.of("way", way, "table", table));
  }

  /** Asks for all that a service without parameters has. */
  public static String all(String service) {
    return json(service, Map.of());
  }

  /** Asks a raw socket for a number of bytes. */
  public static String bytes(long bytes) {
    return Json.line(Map.of("bytes", bytes));
  }

  private static String json(String name, Map<String, Object> fields) {
    return new String(ParamsCodec.encode(name, fields), StandardCharsets.UTF_8);
  }
}

package io.fastflight.benchmark.cases;

import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.data.SourceTable;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.ServerKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The table of cases: what is measured beside what, in turn. Rows that a bar compares are in the
 * same case.
 *
 * <p>Not every peer at every shape: the first case has all peers, the others those that answer
 * their question.
 */
public final class Cases {
  private Cases() {}

  /** Returns the cases of {@code bench client}. */
  public static List<Case> ofClient() {
    return List.of(new RecordsCase(), new CollectCase(), pooled(), SmallRequestsCase.ofClient());
  }

  private static Case pooled() {
    return new StreamCase(
        "client-stream",
        Shape.INT64.title() + ", with our client and without, one stream",
        List.of(
            Measurement.of("client-stream/ours", "our client", ServerKind.OURS, ClientKind.OURS),
            Measurement.of("client-stream/bare", "bare client", ServerKind.OURS, ClientKind.BARE)));
  }

  /** Returns the cases of {@code bench http}. */
  public static List<Case> ofHttp() {
    return List.of(
        overHttp(),
        SmallRequestsCase.ofDoors(),
        new FormatCase("csv"),
        new FormatCase("ndjson"),
        new FormatCase("parquet"),
        new ConsoleCase());
  }

  private static Case overHttp() {
    return new StreamCase(
        "http",
        Shape.INT64.title() + " as Arrow, one stream",
        List.of(
            Measurement.of("http/ours", "ours, HTTP/1.1", ServerKind.OURS_HTTP, ClientKind.HTTP),
            Measurement.of("http/flight", "ours, Flight", ServerKind.OURS, ClientKind.OURS),
            Measurement.of(
                "http/fastapi",
                "FastAPI before pyarrow's Flight",
                ServerKind.FASTAPI,
                ClientKind.HTTP)));
  }

  /** Returns the cases of {@code bench security}. */
  public static List<Case> ofSecurity() {
    return List.of(
        new CipherCase(),
        new StreamCase(
            "tls",
            Shape.INT64.title() + ", one stream",
            List.of(
                Measurement.of("tls/tls", "over TLS", ServerKind.OURS_TLS, ClientKind.OURS),
                Measurement.of("tls/plain", "plain", ServerKind.OURS, ClientKind.OURS))),
        SmallRequestsCase.ofSignedIn(),
        new StreamCase(
            "policy",
            Shape.INT64.title() + ", one stream, nothing masked",
            List.of(
                Measurement.of(
                    "policy/key", "API key and policy", ServerKind.OURS_KEY, ClientKind.OURS),
                Measurement.of("policy/none", "neither", ServerKind.OURS, ClientKind.OURS))),
        new FilterCase());
  }

  /** Returns the cases of {@code bench sources}, which read {@code database} and files. */
  public static List<Case> ofSources(BenchDatabase database, Optional<Path> flights) {
    return List.of(
        FilesCase.duckDb(flights),
        FilesCase.mapped(),
        new LakeCase(flights),
        SourceCase.ways("mixed-rows", "6 columns without text", SourceTable.MIXED, database),
        SourceCase.ways("strings", "6 columns, 5 of them text", SourceTable.STRINGS, database),
        SourceCase.partitions(database));
  }

  /** Returns all cases, in the order they run. */
  public static List<Case> all() {
    return List.of(
        peers(),
        smallBatches(),
        streams(),
        mixed(),
        big(),
        new FirstGigabyteCase(),
        SmallRequestsCase.ofWire(),
        new LinkCase());
  }

  private static Case peers() {
    return new StreamCase(
        "int64",
        Shape.INT64.title() + ", one stream",
        List.of(
            Measurement.of("int64/ours", "ours -> ours, TCP", ServerKind.OURS, ClientKind.OURS),
            Measurement.of(
                "int64/unix", "ours -> ours, Unix socket", ServerKind.OURS_UNIX, ClientKind.OURS),
            Measurement.of("int64/stock", "stock -> stock", ServerKind.STOCK, ClientKind.STOCK),
            Measurement.of(
                "int64/zero-copy",
                "stock -> stock, zero-copy write",
                ServerKind.STOCK_ZERO_COPY,
                ClientKind.STOCK_ZERO_COPY),
            Measurement.of(
                "int64/ours-pyarrow", "ours -> pyarrow", ServerKind.OURS, ClientKind.PYARROW),
            Measurement.of(
                "int64/pyarrow", "pyarrow -> pyarrow", ServerKind.PYARROW, ClientKind.PYARROW),
            Measurement.of(
                "int64/pyarrow-ours", "pyarrow -> ours", ServerKind.PYARROW, ClientKind.OURS),
            Measurement.of("int64/raw-tcp", "raw TCP", ServerKind.RAW_TCP, ClientKind.RAW),
            Measurement.of(
                "int64/raw-unix", "raw Unix socket", ServerKind.RAW_UNIX, ClientKind.RAW)));
  }

  private static Case smallBatches() {
    return new StreamCase(
        "batches",
        "2,048-row batches beside 65,536-row ones, 8 x int64, one stream",
        List.of(
            Measurement.of(
                "batches/ours-64k", "ours, 65,536 rows", ServerKind.OURS, ClientKind.OURS),
            Measurement.of("batches/ours-2k", "ours, 2,048 rows", ServerKind.OURS, ClientKind.OURS)
                .shape(Shape.INT64_2048),
            Measurement.of(
                    "batches/stock-2k", "stock, 2,048 rows", ServerKind.STOCK, ClientKind.STOCK)
                .shape(Shape.INT64_2048),
            Measurement.of(
                    "batches/pyarrow-2k",
                    "pyarrow, 2,048 rows",
                    ServerKind.PYARROW,
                    ClientKind.PYARROW)
                .shape(Shape.INT64_2048)));
  }

  private static Case streams() {
    return new StreamCase(
        "streams",
        Shape.INT64.title() + ", 1, 4 and 64 streams at once over one connection, all together",
        List.of(
            Measurement.of("streams/ours-1", "ours, 1 stream", ServerKind.OURS, ClientKind.OURS),
            Measurement.of("streams/ours-4", "ours, 4 streams", ServerKind.OURS, ClientKind.OURS)
                .streams(4),
            Measurement.of("streams/ours-64", "ours, 64 streams", ServerKind.OURS, ClientKind.OURS)
                .streams(64),
            Measurement.of(
                "streams/stock-1", "stock, 1 stream", ServerKind.STOCK, ClientKind.STOCK),
            Measurement.of(
                    "streams/stock-64", "stock, 64 streams", ServerKind.STOCK, ClientKind.STOCK)
                .streams(64),
            Measurement.of(
                "streams/pyarrow-1", "pyarrow, 1 stream", ServerKind.PYARROW, ClientKind.PYARROW),
            Measurement.of(
                    "streams/pyarrow-64",
                    "pyarrow, 64 streams",
                    ServerKind.PYARROW,
                    ClientKind.PYARROW)
                .streams(64)));
  }

  private static Case mixed() {
    return shaped("mixed", Shape.MIXED);
  }

  private static Case big() {
    return shaped("big", Shape.INT64_512MIB);
  }

  private static Case shaped(String name, Shape shape) {
    return new StreamCase(
        name,
        shape.title() + ", one stream",
        List.of(
            Measurement.of(name + "/ours", "ours -> ours, TCP", ServerKind.OURS, ClientKind.OURS)
                .shape(shape),
            Measurement.of(name + "/stock", "stock -> stock", ServerKind.STOCK, ClientKind.STOCK)
                .shape(shape),
            Measurement.of(
                    name + "/ours-pyarrow", "ours -> pyarrow", ServerKind.OURS, ClientKind.PYARROW)
                .shape(shape),
            Measurement.of(
                    name + "/pyarrow", "pyarrow -> pyarrow", ServerKind.PYARROW, ClientKind.PYARROW)
                .shape(shape)));
  }
}

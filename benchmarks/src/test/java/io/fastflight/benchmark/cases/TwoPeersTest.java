package io.fastflight.benchmark.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.benchmark.data.Int64Batch;
import io.fastflight.benchmark.data.Shape;
import io.fastflight.benchmark.data.ShapeFiles;
import io.fastflight.benchmark.fleet.Cleanup;
import io.fastflight.benchmark.fleet.Fleet;
import io.fastflight.benchmark.peers.ClientKind;
import io.fastflight.benchmark.peers.ServerKind;
import io.fastflight.benchmark.report.Section;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real run of a few MB, each peer in a process of its own. */
class TwoPeersTest {
  private static final List<Measurement> PEERS =
      List.of(
          Measurement.of("tiny/ours", "ours", ServerKind.OURS, ClientKind.OURS)
              .shape(Shape.INT64_2048)
              .streams(2),
          Measurement.of("tiny/stock", "stock", ServerKind.STOCK, ClientKind.STOCK)
              .shape(Shape.INT64_2048),
          Measurement.of("tiny/http", "http", ServerKind.OURS_HTTP, ClientKind.HTTP)
              .shape(Shape.INT64_2048));

  @TempDir private Path folder;

  @Test
  void peersAreMeasuredInTurn() throws Exception {
    try (Cleanup cleanup = new Cleanup()) {
      Section section = new StreamCase("tiny", "tiny", PEERS).run(bench(cleanup));
      assertThat(section.series())
          .allSatisfy(series -> assertThat(series.values()).hasSize(2).allMatch(mb -> mb > 0));
    }
  }

  @Test
  void aFormatIsMeasuredBesideDuckDbAndJackson() throws Exception {
    try (Cleanup cleanup = new Cleanup()) {
      Section section = new FormatCase("ndjson").run(bench(cleanup));
      assertThat(section.series())
          .hasSize(3)
          .allSatisfy(series -> assertThat(series.values()).hasSize(2).allMatch(rows -> rows > 0));
    }
  }

  @Test
  void aWrongSumFailsTheRun(BufferAllocator memory) throws Exception {
    try (Cleanup cleanup = new Cleanup()) {
      Bench bench = bench(cleanup);
      bench.files().prepare(Shape.INT64_2048);
      writeOtherValues(memory);
      Case one = new StreamCase("tiny", "tiny", PEERS.subList(0, 1));
      assertThatThrownBy(() -> one.run(bench))
          .isInstanceOf(WrongResultException.class)
          .hasMessageContaining("tiny/ours: expected")
          .hasMessageContaining("No figure of this run counts.");
    }
  }

  private Bench bench(Cleanup cleanup) {
    return new Bench(
        new Settings(0.002, 2, 0, 16, 1),
        new Fleet(folder, cleanup, Optional.empty()),
        new ShapeFiles(folder),
        new Warmth(),
        cleanup,
        said -> {});
  }

  private void writeOtherValues(BufferAllocator memory) throws Exception {
    Path file = ShapeFiles.file(folder, Shape.INT64_2048.key());
    try (VectorSchemaRoot root = VectorSchemaRoot.create(Int64Batch.schema(), memory)) {
      Int64Batch.fill(root, 1, 0, Shape.INT64_2048.rows());
      try (var out = Channels.newChannel(Files.newOutputStream(file));
          ArrowStreamWriter writer = new ArrowStreamWriter(root, null, out)) {
        writer.writeBatch();
      }
    }
  }
}

package io.fastflight.benchmark.data;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.engine.Engine;
import io.fastflight.service.ServiceRegistry;
import io.fastflight.service.StreamRequest;
import io.fastflight.source.duckdb.demo.DemoServices;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.util.VectorSchemaRootAppender;

/**
 * Writes the batch of a shape into an Arrow IPC file, once: every server, in whatever language,
 * sends the batch of that file.
 *
 * <p><b>Threads:</b> used by one thread.
 */
public final class ShapeFiles {
  private final Path folder;
  private final Map<Shape, Prepared> prepared = new EnumMap<>(Shape.class);

  /** Writes into {@code folder}, which exists and is the caller's to delete. */
  public ShapeFiles(Path folder) {
    this.folder = requireNonNull(folder, "folder");
  }

  /** Returns the folder, as servers are given it. */
  public Path folder() {
    return folder;
  }

  /** Writes the shape's file unless that has been done, and says what is in it. */
  public Prepared prepare(Shape shape) throws IOException {
    Prepared known = prepared.get(shape);
    if (known == null) {
      known = shape == Shape.FLIGHTS ? flights() : generated(shape);
      prepared.put(shape, known);
    }
    return known;
  }

  /** Returns the file of a shape in a folder. */
  public static Path file(Path folder, String key) {
    return folder.resolve(key + ".arrow");
  }

  private Prepared generated(Shape shape) throws IOException {
    try (RootAllocator allocator = new RootAllocator();
        VectorSchemaRoot batch = make(shape, allocator)) {
      return write(shape, batch);
    }
  }

  private static VectorSchemaRoot make(Shape shape, BufferAllocator allocator) {
    return shape == Shape.MIXED
        ? MixedBatch.make(allocator, shape.rows())
        : Int64Batch.make(allocator, shape.rows());
  }

  private Prepared flights() throws IOException {
    ServiceRegistry.Builder services = ServiceRegistry.builder();
    try (RootAllocator allocator = new RootAllocator();
        DemoServices demo = DemoServices.open(Optional.empty())) {
      demo.registerAll(services);
      StreamRequest request =
          StreamRequest.of("demo.flights", Map.of()).withBatchRows(Shape.FLIGHTS.rows());
      try (BatchReader reader = new Engine(services.build(), allocator).open(request);
          VectorSchemaRoot all = VectorSchemaRoot.create(reader.schema(), allocator)) {
        all.allocateNew();
        while (all.getRowCount() < Shape.FLIGHTS.rows() && reader.next()) {
          VectorSchemaRootAppender.append(all, reader.batch()); // its batches are smaller
        }
        try (VectorSchemaRoot batch = all.slice(0, Shape.FLIGHTS.rows())) {
          return write(Shape.FLIGHTS, batch);
        }
      }
    }
  }

  private Prepared write(Shape shape, VectorSchemaRoot batch) throws IOException {
    Path file = file(folder, shape.key());
    try (WritableByteChannel out = Channels.newChannel(Files.newOutputStream(file));
        ArrowStreamWriter writer = new ArrowStreamWriter(batch, null, out)) {
      writer.writeBatch();
    }
    return new Prepared(batch.getRowCount(), bytes(batch), ColumnSum.of(batch), Files.size(file));
  }

  private static long bytes(VectorSchemaRoot batch) {
    long bytes = 0;
    for (FieldVector vector : batch.getFieldVectors()) {
      boolean first = true; // the validity bitmap, which some peers leave out where all is valid
      for (var buffer : vector.getFieldBuffers()) {
        bytes += first && vector.getNullCount() == 0 ? 0 : buffer.readableBytes();
        first = false;
      }
    }
    return bytes;
  }
}

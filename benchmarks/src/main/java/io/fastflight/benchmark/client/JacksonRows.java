package io.fastflight.benchmark.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.fastflight.benchmark.peers.FileTicket;
import io.fastflight.benchmark.peers.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/**
 * Writes a batch again and again as one would by hand: row by row, value by value, with Jackson's
 * generators for JSON and CSV. The texts are those of our door. The bytes of the file stand for the
 * rows.
 */
final class JacksonRows implements Reading {
  private static final int BUFFER_BYTES = 256 << 10;

  private final RootAllocator allocator = new RootAllocator();
  private final ArrowStreamReader reader;
  private final VectorSchemaRoot batch;

  /** Reads the batch from an Arrow IPC stream in a file. */
  JacksonRows(String file) throws IOException {
    InputStream in = new java.io.ByteArrayInputStream(Files.readAllBytes(Path.of(file)));
    this.reader = new ArrowStreamReader(in, allocator);
    reader.loadNextBatch();
    this.batch = reader.getVectorSchemaRoot();
  }

  @Override
  public Seen read(String ticket, String compression) throws IOException {
    FileTicket asked = Json.read(ticket, FileTicket.class);
    Path file = Path.of(asked.file());
    boolean csv = asked.format().equals("csv");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
        JsonGenerator rows = csv ? csv(out) : ndjson(out)) {
      for (long written = 0; written < asked.batches(); written++) {
        write(rows, !csv);
      }
    }
    return new Seen(Files.size(file), 0);
  }

  private static JsonGenerator ndjson(OutputStream out) throws IOException {
    return new JsonFactory().createGenerator(out).setPrettyPrinter(new MinimalPrettyPrinter("\n"));
  }

  private JsonGenerator csv(OutputStream out) throws IOException {
    CsvSchema.Builder columns = CsvSchema.builder().setUseHeader(true).setLineSeparator("\r\n");
    batch.getFieldVectors().forEach(vector -> columns.addColumn(vector.getName()));
    CsvGenerator rows = new CsvFactory().createGenerator(out);
    rows.setSchema(columns.build());
    return rows;
  }

  private void write(JsonGenerator rows, boolean quoteLongs) throws IOException {
    for (int row = 0; row < batch.getRowCount(); row++) {
      rows.writeStartObject();
      for (FieldVector vector : batch.getFieldVectors()) {
        rows.writeFieldName(vector.getName());
        write(rows, vector, row, quoteLongs);
      }
      rows.writeEndObject();
    }
  }

  private static void write(JsonGenerator out, FieldVector vector, int row, boolean quoteLongs)
      throws IOException {
    if (vector.isNull(row)) {
      out.writeNull();
    } else if (vector instanceof BigIntVector longs && quoteLongs) {
      out.writeString(Long.toString(longs.get(row)));
    } else if (vector instanceof BigIntVector longs) {
      out.writeNumber(longs.get(row));
    } else if (vector instanceof TimeStampMicroVector times) {
      out.writeString(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(times.getObject(row)));
    } else if (vector instanceof VarCharVector texts) {
      out.writeString(new String(texts.get(row), StandardCharsets.UTF_8));
    } else {
      throw new IllegalStateException("No row of this benchmark has a " + vector.getField());
    }
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException gone) {
      // there is no file behind it
    }
    allocator.close();
  }
}

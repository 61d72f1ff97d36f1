package io.fastflight.batch;

import static java.util.Objects.requireNonNull;

import io.fastflight.error.DataServiceException;
import java.io.IOException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads batches out of an {@link ArrowReader}, which it owns. */
final class ArrowReaderSource implements BatchReader {
  private final ArrowReader reader;
  private final OwnedDictionaries first = new OwnedDictionaries();
  private boolean onBatch;
  private boolean ended;
  private boolean closed;

  ArrowReaderSource(ArrowReader reader) {
    this.reader = requireNonNull(reader, "reader");
  }

  @Override
  public Schema schema() {
    return root().getSchema();
  }

  @Override
  public boolean next() {
    if (closed) {
      throw new IllegalStateException(
          "This reader over " + reader.getClass().getName() + " is closed.");
    }
    if (ended) {
      return false;
    }
    try {
      onBatch = reader.loadNextBatch();
      ended = !onBatch;
      if (onBatch) {
        requireSameDictionaries();
      }
      return onBatch;
    } catch (IOException failure) {
      throw new DataServiceException("The Arrow stream could not be read to its end.", failure);
    }
  }

  @Override
  public VectorSchemaRoot batch() {
    if (!onBatch) {
      throw new IllegalStateException("There is no batch: next() has not returned true.");
    }
    return root();
  }

  @Override
  public DictionaryProvider dictionaries() {
    return reader;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    onBatch = false;
    try (first) {
      reader.close();
    } catch (IOException failure) {
      throw new DataServiceException("The Arrow stream could not be closed.", failure);
    }
  }

  /** One set of dictionaries a stream: who has kept the first would decode to wrong values. */
  private void requireSameDictionaries() {
    for (long id : reader.getDictionaryIds()) {
      Dictionary now = reader.lookup(id);
      if (!first.keepOrCompare(id, now)) {
        onBatch = false;
        throw new DataServiceException(
            "The Arrow stream changes its dictionary %s between two batches. Write it with one dictionary, or without dictionary encoding."
                .formatted(id));
      }
    }
  }

  private VectorSchemaRoot root() {
    try {
      return reader.getVectorSchemaRoot();
    } catch (IOException failure) {
      throw new DataServiceException("The schema of the Arrow stream could not be read.", failure);
    }
  }
}

package io.fastflight.batch;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Collects batches into a {@link Table}, sharing their buffers.
 *
 * <p><b>Ownership:</b> owns what was added until {@link #build}; closing it without building
 * releases everything.
 *
 * <p><b>Threads:</b> used by one thread at a time.
 */
public final class TableBuilder implements AutoCloseable {
  private final BufferAllocator allocator;
  private final List<VectorSchemaRoot> batches = new ArrayList<>();
  private OwnedDictionaries dictionaries = new OwnedDictionaries();

  /**
   * Begins an empty table.
   *
   * @param allocator owns the table's memory; shares its root allocator with the batches that will
   *     be added; borrowed
   */
  public TableBuilder(BufferAllocator allocator) {
    this.allocator = requireNonNull(allocator, "allocator");
  }

  /**
   * Adds a batch, which stays the caller's: its buffers are shared.
   *
   * @param provider the dictionaries of its stream; taken over at the first batch
   */
  public void add(VectorSchemaRoot batch, DictionaryProvider provider) {
    if (batches.isEmpty()) {
      dictionaries.copyFrom(provider, allocator);
    }
    batches.add(SharedBatch.of(batch, allocator));
  }

  /** Returns the table, owned by the caller; this builder is empty afterwards. */
  public Table build(Schema schema) {
    Table table = new Table(schema, batches, dictionaries);
    batches.clear();
    dictionaries = new OwnedDictionaries();
    return table;
  }

  @Override
  public void close() {
    List<AutoCloseable> owned = new ArrayList<>(batches);
    owned.add(dictionaries);
    batches.clear();
    Closing.all(owned);
  }
}

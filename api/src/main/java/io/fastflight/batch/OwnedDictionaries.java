package io.fastflight.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compare.VectorEqualsVisitor;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;

/**
 * The dictionaries of a table: the table's own references to the buffers of its stream's
 * dictionaries.
 */
final class OwnedDictionaries implements DictionaryProvider, AutoCloseable {
  private final Map<Long, Dictionary> byId = new HashMap<>();

  void copyFrom(DictionaryProvider provider, BufferAllocator allocator) {
    for (long id : provider.getDictionaryIds()) {
      keep(id, provider.lookup(id), allocator);
    }
  }

  /**
   * Keeps the dictionary if there is none of this id yet, and returns whether the one that is kept
   * has the same values.
   */
  boolean keepOrCompare(long id, Dictionary dictionary) {
    Dictionary kept = byId.get(id);
    FieldVector values = dictionary.getVector();
    if (kept == null) {
      keep(id, dictionary, values.getAllocator());
      return true;
    }
    return sameBuffers(kept.getVector(), values)
        || VectorEqualsVisitor.vectorEquals(kept.getVector(), values);
  }

  private void keep(long id, Dictionary dictionary, BufferAllocator allocator) {
    byId.put(
        id, new Dictionary(share(dictionary.getVector(), allocator), dictionary.getEncoding()));
  }

  /** Compares addresses: what is kept cannot be at the address of something newer. */
  private static boolean sameBuffers(FieldVector left, FieldVector right) {
    return left.getValueCount() == right.getValueCount()
        && addresses(left).equals(addresses(right));
  }

  private static List<Long> addresses(FieldVector vector) {
    return Stream.of(vector.getBuffers(false)).map(ArrowBuf::memoryAddress).toList();
  }

  private static FieldVector share(FieldVector vector, BufferAllocator allocator) {
    return SharedBatch.of(VectorSchemaRoot.of(vector), allocator).getVector(0);
  }

  @Nullable Object decoded(FieldVector vector, int index) {
    Object value = vector.getObject(index);
    DictionaryEncoding encoding = vector.getField().getDictionary();
    if (encoding == null || value == null) {
      return value;
    }
    return lookup(encoding.getId()).getVector().getObject(entry(vector, index, value));
  }

  /** Arrow gives unsigned indices as signed numbers, and 16 unsigned bits as a character. */
  private static int entry(FieldVector vector, int index, Object value) {
    if (vector instanceof UInt1Vector unsigned) {
      return unsigned.getObjectNoOverflow(index);
    }
    return value instanceof Character c ? c : ((Number) value).intValue();
  }

  @Override
  public Dictionary lookup(long id) {
    Dictionary dictionary = byId.get(id);
    if (dictionary == null) {
      throw new IllegalArgumentException("No dictionary " + id + " in this table.");
    }
    return dictionary;
  }

  @Override
  public Set<Long> getDictionaryIds() {
    return Set.copyOf(byId.keySet());
  }

  @Override
  public void close() {
    Closing.all(new ArrayList<>(byId.values().stream().map(Dictionary::getVector).toList()));
    byId.clear();
  }
}

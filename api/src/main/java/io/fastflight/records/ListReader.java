package io.fastflight.records;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.jspecify.annotations.Nullable;

/** Reads lists in all their layouts, and maps, which are lists of entries. */
abstract class ListReader extends ObjectReader {
  private final Validity validity = new Validity();
  private ListBounds bounds = ListBounds.NONE;

  private ListReader(String column) {
    super(column);
  }

  @Override
  final void bindStorage(FieldVector vector, DictionaryProvider dictionaries) {
    validity.bind(vector);
    bounds = ListBounds.of(vector);
    bindElements(vector.getChildrenFromFields().get(0), dictionaries);
  }

  abstract void bindElements(FieldVector elements, DictionaryProvider dictionaries);

  @Override
  final boolean isNull(int row) {
    return validity.isNull(row);
  }

  @Override
  final Object value(int row) {
    return elements(bounds.start(row), bounds.length(row));
  }

  abstract Object elements(int start, int length);

  @Override
  final boolean givesConstants() {
    return false; // an element may be an array
  }

  /** A {@code List} that nobody can change, with null for null. */
  static final class OfList extends ListReader {
    private final ObjectReader element;

    OfList(String column, ObjectReader element) {
      super(column);
      this.element = element;
    }

    @Override
    void bindElements(FieldVector elements, DictionaryProvider dictionaries) {
      element.bind(elements, dictionaries);
    }

    @Override
    Object elements(int start, int length) {
      List<@Nullable Object> list = new ArrayList<>(length);
      for (int i = start; i < start + length; i++) {
        list.add(element.read(i));
      }
      return Collections.unmodifiableList(list);
    }
  }

  /**
   * A {@code Map} that nobody can change, in the order of its entries; the last of a key counts.
   */
  static final class OfMap extends ListReader {
    private final ObjectReader key;
    private final ObjectReader item;

    OfMap(String column, ObjectReader key, ObjectReader item) {
      super(column);
      this.key = key;
      this.item = item;
    }

    @Override
    void bindElements(FieldVector elements, DictionaryProvider dictionaries) {
      StructVector entries = (StructVector) elements;
      key.bind(entries.getChildrenFromFields().get(0), dictionaries);
      item.bind(entries.getChildrenFromFields().get(1), dictionaries);
    }

    @Override
    Object elements(int start, int length) {
      Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
      for (int i = start; i < start + length; i++) {
        map.put(key.read(i), item.read(i));
      }
      return Collections.unmodifiableMap(map);
    }
  }
}

package io.fastflight.client;

import io.fastflight.error.IncompleteStreamException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.compare.VectorEqualsVisitor;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;

/** Checks that a stream belongs to the same result as another: the rest of it, or another part. */
final class SameStream {
  private SameStream() {}

  /** A server that sends no positions cannot show where it goes on. */
  static void requireChecked(boolean checked, String location) {
    if (!checked) {
      throw new IncompleteStreamException(
          "The server at %s went on with a stream and did not say at which row. Read it again."
              .formatted(location));
    }
  }

  static void requireSchema(Schema before, Schema now, String location) {
    if (!before.equals(now)) {
      throw new IncompleteStreamException(
          "The server at %s went on with the result in another schema. Read it again."
              .formatted(location));
    }
  }

  /** The caller holds the first dictionaries: other ones would change what its values mean. */
  static void requireDictionaries(
      DictionaryProvider before, DictionaryProvider now, String location) {
    for (long id : before.getDictionaryIds()) {
      FieldVector first = before.lookup(id).getVector();
      FieldVector second = now.lookup(id).getVector();
      if (!VectorEqualsVisitor.vectorEquals(first, second)) {
        throw new IncompleteStreamException(
            "The server at %s went on with the result in other dictionaries. Read it again."
                .formatted(location));
      }
    }
  }
}

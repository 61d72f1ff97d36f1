package io.fastflight.policy.column;

import static java.util.Objects.requireNonNull;

import io.fastflight.batch.BatchReader;
import io.fastflight.params.Secret;
import io.fastflight.policy.filter.Filter;
import io.fastflight.policy.filter.RowFilter;
import io.fastflight.service.Identity;
import io.fastflight.service.ServiceContext;
import io.fastflight.service.WantedRows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Says what of a service's rows and columns someone does not see.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param filters a row is seen if it passes all of them
 * @param masks by column
 * @param key of hashes
 */
public record Guard(List<Filter> filters, Map<String, Mask> masks, Optional<Secret> key) {
  /** Hides nothing. */
  public static final Guard NONE = new Guard(List.of(), Map.of(), Optional.empty());

  private static final int FINGERPRINT_BYTES = 8;

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a column is hashed and there is no key
   */
  public Guard {
    filters = List.copyOf(filters);
    masks = Map.copyOf(masks);
    if (key.isEmpty() && masks.values().stream().anyMatch(Mask.Hash.class::isInstance)) {
      throw new IllegalArgumentException("A hash needs a key.");
    }
  }

  /** Returns whether all is seen. */
  public boolean hidesNothing() {
    return filters.isEmpty() && masks.isEmpty();
  }

  /** Returns whether rows are left out. */
  public boolean hidesRows() {
    return !filters.isEmpty();
  }

  /** Returns which rows {@code caller} may see, for a source to leave out others. */
  public WantedRows wanted(Identity caller) {
    return filters.isEmpty()
        ? WantedRows.ALL
        : comparable ->
            filters.stream()
                .flatMap(filter -> filter.sourceParts(comparable, caller).stream())
                .distinct()
                .toList();
  }

  /**
   * Checks that a result of {@code schema} can be guarded so.
   *
   * @param schema in message format
   * @throws IllegalArgumentException if a column is not there, or not of a fitting type
   */
  public void check(Schema schema) {
    filters.forEach(filter -> filter.check(schema));
    List<SeenColumn> unused = columns(schema, Optional.empty());
    requireNonNull(unused);
  }

  /**
   * Returns what is seen of a schema without dictionaries.
   *
   * @throws IllegalArgumentException as {@link #check} does
   */
  public Schema schema(Schema whole) {
    filters.forEach(filter -> filter.check(whole));
    return schema(whole, columns(whole, Optional.empty()));
  }

  static Schema schema(Schema whole, List<SeenColumn> columns) {
    return new Schema(columns.stream().map(SeenColumn::field).toList(), whole.getCustomMetadata());
  }

  /**
   * Returns what the caller of {@code context} sees of a stream.
   *
   * <p><b>Ownership:</b> takes {@code reader}, unless it fails.
   *
   * @throws IllegalArgumentException as {@link #check} does, or if a claim of the caller's is not
   *     of the type of the column it is compared with
   */
  public BatchReader of(BatchReader reader, ServiceContext context) {
    if (hidesNothing()) {
      return reader;
    }
    Schema whole = reader.schema();
    DictionaryProvider dictionaries = reader.dictionaries();
    Optional<RowFilter> filter =
        filters.stream()
            .map(each -> each.bind(whole, dictionaries, context.identity()))
            .reduce(RowFilter::and);
    return new GuardedReader(
        reader,
        context,
        new GuardedReader.Plan(filter, columns(whole, Optional.of(dictionaries)), key));
  }

  /**
   * Returns a text that is the same exactly where a caller sees the same rows and columns of the
   * same data, so that a stream is read on only as it was begun.
   */
  public String fingerprint(Identity caller) {
    StringBuilder text = new StringBuilder();
    for (Filter filter : filters) {
      text.append(filter.text()).append('\0');
      filter
          .known(caller)
          .forEach(
              (reference, value) -> text.append(reference).append('=').append(value).append('\0'));
    }
    text.append('\1').append(new TreeMap<>(masks));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException missing) { // every JDK has it
      throw new IllegalStateException("This JVM has no SHA-256.", missing);
    }
  }

  /**
   * Returns what is made of each column.
   *
   * @param dictionaries empty for a schema in message format, which names the types of values
   */
  private List<SeenColumn> columns(Schema schema, Optional<DictionaryProvider> dictionaries) {
    List<Field> fields = schema.getFields();
    masks.keySet().forEach(name -> requireOne(name, fields));
    Set<Long> told = maskedDictionaries(fields);
    List<SeenColumn> columns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      Optional<Mask> mask = Optional.ofNullable(masks.get(field.getName()));
      if (mask.isPresent() && mask.get() instanceof Mask.Drop) {
        continue;
      }
      Field values = dictionaries.map(known -> MaskedColumn.values(field, known)).orElse(field);
      if (mask.isPresent()) {
        columns.add(new SeenColumn(i, MaskedColumn.field(values, mask.get()), mask, false));
        continue;
      }
      requireNoneWithin(field, told);
      boolean decoded = field.getDictionary() != null && isTold(field, told);
      columns.add(new SeenColumn(i, decoded ? values : field, mask, decoded));
    }
    return columns;
  }

  /** Returns the dictionaries of masked columns, which must not travel with another either. */
  private Set<Long> maskedDictionaries(List<Field> fields) {
    Set<Long> ids = new HashSet<>();
    fields.stream()
        .filter(field -> masks.containsKey(field.getName()))
        .forEach(field -> collect(field, ids));
    return ids;
  }

  private static void collect(Field field, Set<Long> ids) {
    if (field.getDictionary() != null) {
      ids.add(field.getDictionary().getId());
    }
    field.getChildren().forEach(child -> collect(child, ids));
  }

  /** A dictionary tells the values of all rows, also of those that are left out. */
  private boolean isTold(Field field, Set<Long> masked) {
    return hidesRows() || masked.contains(requireNonNull(field.getDictionary()).getId());
  }

  private void requireNoneWithin(Field field, Set<Long> masked) {
    for (Field child : field.getChildren()) {
      if (child.getDictionary() != null && isTold(child, masked)) {
        throw new IllegalArgumentException(
            "Column '%s' has a dictionary within, which would tell what is hidden. Mask the column."
                .formatted(field.getName()));
      }
      requireNoneWithin(child, masked);
    }
  }

  private static void requireOne(String name, List<Field> fields) {
    long found = fields.stream().filter(field -> field.getName().equals(name)).count();
    if (found != 1) {
      throw new IllegalArgumentException(
          "There is %s column '%s' to mask; there are %s."
              .formatted(
                  found == 0 ? "no" : "more than one",
                  name,
                  fields.stream().map(Field::getName).toList()));
    }
  }
}

package io.fastflight.policy.filter;

import static java.util.Objects.requireNonNull;

import io.fastflight.service.Comparison;
import io.fastflight.service.Identity;
import io.fastflight.service.WantedRows;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Says which rows of a result someone sees, in a small language on its columns:
 *
 * <pre>region in ${claims.regions} and not (amount &gt; 1000 or note is null)</pre>
 *
 * <p>As in SQL a comparison with null is neither true nor false, and only rows for which the whole
 * is true are seen. A claim that the caller does not have is null.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class Filter {
  private final String text;
  private final Condition condition;

  private Filter(String text, Condition condition) {
    this.text = text;
    this.condition = condition;
  }

  /**
   * Reads a filter.
   *
   * @throws IllegalArgumentException if it is not of the language; the message says where
   */
  public static Filter of(String text) {
    return new Filter(text, FilterParser.parse(requireNonNull(text, "text")));
  }

  /** Returns what was read. */
  public String text() {
    return text;
  }

  /** Returns the names of the columns it looks at. */
  public Set<String> columns() {
    Set<String> columns = new TreeSet<>();
    collect(condition, columns, false);
    return columns;
  }

  /** Returns what it wants to know of the caller, as {@code claims.region}. */
  public Set<String> references() {
    Set<String> references = new TreeSet<>();
    collect(condition, references, true);
    return references;
  }

  /** Returns what it wants to know of a caller and what that is, by reference; null is "null". */
  public Map<String, String> known(Identity caller) {
    Map<String, String> known = new TreeMap<>();
    references()
        .forEach(path -> known.put(path, String.valueOf(new Condition.Reference(path).of(caller))));
    return known;
  }

  private static void collect(Condition condition, Set<String> names, boolean references) {
    if (condition instanceof Condition.And both) {
      collect(both.left(), names, references);
      collect(both.right(), names, references);
    } else if (condition instanceof Condition.Or either) {
      collect(either.left(), names, references);
      collect(either.right(), names, references);
    } else if (condition instanceof Condition.Not not) {
      collect(not.inner(), names, references);
    } else if (condition instanceof Condition.Compare compare) {
      names.add(references ? named(compare.operand()) : compare.column());
    } else if (condition instanceof Condition.In in) {
      in.operands().forEach(operand -> names.add(references ? named(operand) : in.column()));
    } else if (!references && condition instanceof Condition.IsNull test) {
      names.add(test.column());
    } else if (!references && condition instanceof Condition.Prefix test) {
      names.add(test.column());
    }
    names.remove("");
  }

  private static String named(Condition.Operand operand) {
    return operand instanceof Condition.Reference reference ? reference.path() : "";
  }

  /**
   * Checks that a result of {@code schema} can be filtered so.
   *
   * @throws IllegalArgumentException if a column is not there, there twice, or of a type that
   *     cannot be compared so
   */
  public void check(Schema schema) {
    RowTest unused = new FilterBinder(schema, null, null).bind(condition);
    requireNonNull(unused);
  }

  /**
   * Returns the filter for one stream.
   *
   * @param dictionaries of the stream; their values are looked at when the first batch is there
   * @throws IllegalArgumentException as {@link #check} does, or if a claim of the caller's is not
   *     of the column's type
   */
  public RowFilter bind(Schema schema, DictionaryProvider dictionaries, Identity caller) {
    return new RowFilter(
        new FilterBinder(schema, requireNonNull(dictionaries), requireNonNull(caller))
            .bind(condition));
  }

  /**
   * Returns what must hold for a row that the caller sees and a source can test by itself; a row
   * for which it holds may not pass.
   *
   * @param comparable the columns that can be compared, as {@link WantedRows} says
   */
  public List<Comparison> sourceParts(Schema comparable, Identity caller) {
    return SourceParts.of(condition, comparable, caller);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Filter filter && text.equals(filter.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}

package io.fastflight.policy.filter;

import io.fastflight.policy.filter.Condition.Order;
import io.fastflight.service.Identity;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Makes the tests of a filter for the columns of a schema. */
final class FilterBinder {
  private static final int SHOWN_COLUMNS = 50;

  private final List<Field> fields;
  private final @Nullable DictionaryProvider dictionaries;
  private final @Nullable Identity caller;

  /**
   * Creates a binder.
   *
   * @param dictionaries null for a schema in message format, which is only checked
   * @param caller null to check only
   */
  FilterBinder(
      Schema schema, @Nullable DictionaryProvider dictionaries, @Nullable Identity caller) {
    this.fields = schema.getFields();
    this.dictionaries = dictionaries;
    this.caller = caller;
  }

  RowTest bind(Condition condition) {
    if (condition instanceof Condition.And both) {
      return RowTest.and(bind(both.left()), bind(both.right()));
    } else if (condition instanceof Condition.Or either) {
      return RowTest.or(bind(either.left()), bind(either.right()));
    } else if (condition instanceof Condition.Not not) {
      return RowTest.not(bind(not.inner()));
    } else if (condition instanceof Condition.Always always) {
      return RowTest.always(always.holds());
    } else if (condition instanceof Condition.Compare compare) {
      return compare(compare);
    } else if (condition instanceof Condition.In in) {
      Operands<Object> operands = Operands.of(in.operands(), caller);
      return column(in.column(), field -> ColumnTest.of(in(field, operands), operands.hasNull()));
    } else if (condition instanceof Condition.Prefix prefix) {
      return column(prefix.column(), field -> prefix(field, prefix.prefix()));
    }
    return isNull(((Condition.IsNull) condition).column());
  }

  private RowTest compare(Condition.Compare compare) {
    Operands<Object> operands = Operands.of(List.of(compare.operand()), caller);
    if (operands.values().size() > 1) {
      throw new IllegalArgumentException(
          "Column '%s' is compared with a list of %s values. Use in."
              .formatted(compare.column(), operands.values().size()));
    }
    return column(
        compare.column(),
        field -> {
          ColumnValues values = new ColumnValues(field);
          if (operands.values().isEmpty()) {
            ColumnValues.Family unused = values.family(); // it is one that can be compared
            return ColumnTest.unknown();
          }
          return ColumnTest.of(compare(values, compare.order(), operands.values().get(0)), false);
        });
  }

  private static ColumnTest.Matcher compare(ColumnValues values, Order order, Object operand) {
    return switch (values.family()) {
      case WHOLE -> LongMatchers.compare(values.longKind(), order, values.number(operand));
      case FRACTION -> OtherMatchers.fraction(order, values.fraction(operand));
      case DECIMAL -> OtherMatchers.decimal(order, values.number(operand));
      case TEXT -> OtherMatchers.text(order, values.text(operand));
      case TRUTH -> OtherMatchers.truth(values.truth(order, operand));
    };
  }

  private static ColumnTest.Matcher in(Field field, Operands<Object> operands) {
    ColumnValues values = new ColumnValues(field);
    return switch (values.family()) {
      case WHOLE -> LongMatchers.in(values.longKind(), operands.map(values::number).values());
      case FRACTION -> OtherMatchers.fractions(operands.map(values::fraction).values());
      case DECIMAL -> {
        List<BigDecimal> wanted = operands.map(values::number).values();
        yield OtherMatchers.decimals(wanted);
      }
      case TEXT -> OtherMatchers.texts(operands.map(values::text).values());
      case TRUTH -> throw values.cannot("be one of several; compare it with true or false");
    };
  }

  private static ColumnTest prefix(Field field, String prefix) {
    ColumnValues values = new ColumnValues(field);
    if (values.family() != ColumnValues.Family.TEXT) {
      throw values.cannot("begin like a text");
    }
    return ColumnTest.of(OtherMatchers.prefix(prefix), false);
  }

  private RowTest isNull(String name) {
    int index = index(name);
    ArrowType type = fields.get(index).getType();
    switch (type.getTypeID()) {
      case Union, RunEndEncoded ->
          throw new ColumnValues(fields.get(index)).cannot("be asked for null");
      default -> {
        return RowTest.column(index, ColumnTest.isNull());
      }
    }
  }

  /** Makes the test of a column for the field of its values. */
  private interface Maker {
    ColumnTest of(Field values);
  }

  private RowTest column(String name, Maker maker) {
    int index = index(name);
    Field field = fields.get(index);
    DictionaryEncoding encoding = field.getDictionary();
    if (encoding == null || dictionaries == null) {
      return RowTest.column(index, maker.of(field));
    }
    FieldVector values = dictionaries.lookup(encoding.getId()).getVector();
    Field named =
        new Field(name, values.getField().getFieldType(), values.getField().getChildren());
    return RowTest.column(index, new DictionaryTest(maker.of(named), values));
  }

  private int index(String name) {
    int[] found =
        IntStream.range(0, fields.size())
            .filter(i -> fields.get(i).getName().equals(name))
            .toArray();
    if (found.length != 1) {
      throw new IllegalArgumentException(
          "There is %s column '%s'; there are %s."
              .formatted(
                  found.length == 0 ? "no" : "more than one",
                  name,
                  fields.stream()
                      .limit(SHOWN_COLUMNS)
                      .map(Field::getName)
                      .collect(Collectors.joining(", "))));
    }
    return found[0];
  }
}

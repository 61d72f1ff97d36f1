package io.fastflight.policy.filter;

import io.fastflight.policy.filter.Condition.Order;
import io.fastflight.service.Comparison;
import io.fastflight.service.Comparison.Operator;
import io.fastflight.service.Identity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Finds the parts of a filter that a source can test before it reads rows.
 *
 * <p>Those are tests of one column that must hold for the whole to hold: the sides of an {@code
 * and}, those of an {@code or} behind a {@code not}. What cannot be told exactly in a source's
 * terms is left out, as every row is tested here again: fractions, decimals, times, any order of
 * texts and texts that are not something, because databases have orders and equalities of their
 * own.
 */
final class SourceParts {
  /** A longer list makes the statement long, and a source slow to read it. */
  private static final int MAX_VALUES = 64;

  /** Every database knows these years, and counts them the same. */
  private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();

  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

  private final Schema comparable;
  private final Identity caller;
  private final List<Comparison> parts = new ArrayList<>();

  private SourceParts(Schema comparable, Identity caller) {
    this.comparable = comparable;
    this.caller = caller;
  }

  static List<Comparison> of(Condition condition, Schema comparable, Identity caller) {
    SourceParts found = new SourceParts(comparable, caller);
    found.add(condition, true);
    return List.copyOf(found.parts);
  }

  /** Adds what must hold for {@code condition} to be true, or false if {@code not wanted}. */
  private void add(Condition condition, boolean wanted) {
    if (condition instanceof Condition.And both && wanted) {
      add(both.left(), true);
      add(both.right(), true);
    } else if (condition instanceof Condition.Or either && !wanted) {
      add(either.left(), false);
      add(either.right(), false);
    } else if (condition instanceof Condition.Not not) {
      add(not.inner(), !wanted);
    } else if (condition instanceof Condition.IsNull test) {
      column(test.column())
          .ifPresent(field -> add(field, wanted ? Operator.IS_NULL : Operator.NOT_NULL, List.of()));
    } else if (condition instanceof Condition.Compare compare) {
      column(compare.column()).ifPresent(field -> attempt(() -> compare(field, compare, wanted)));
    } else if (condition instanceof Condition.In in) {
      column(in.column()).ifPresent(field -> attempt(() -> in(field, in, wanted)));
    }
  }

  /** What does not fit is told when the filter itself is bound. */
  private static void attempt(Runnable part) {
    try {
      part.run();
    } catch (IllegalArgumentException unfit) {
      return;
    }
  }

  private Optional<Field> column(String name) {
    List<Field> named =
        comparable.getFields().stream().filter(field -> field.getName().equals(name)).toList();
    return named.size() == 1 && named.get(0).getDictionary() == null
        ? Optional.of(named.get(0))
        : Optional.empty();
  }

  private void add(Field field, Operator operator, List<?> values) {
    parts.add(new Comparison(field.getName(), operator, List.copyOf(values)));
  }

  private void compare(Field field, Condition.Compare compare, boolean wanted) {
    Operands<Object> operands = Operands.of(List.of(compare.operand()), caller);
    if (operands.values().size() > 1) {
      return;
    }
    if (operands.values().isEmpty()) { // compared with nothing it is neither true nor false
      add(field, Operator.ONE_OF, List.of());
    } else if (compare.order() == Order.EQUAL) {
      oneOf(field, operands, wanted);
    } else if (isWhole(field)) {
      ColumnValues values = new ColumnValues(field);
      Order order = wanted ? compare.order() : opposite(compare.order());
      BigDecimal number = values.number(operands.values().get(0));
      range(field, values.longKind(), WholeRange.of(values.longKind(), order, number));
    }
  }

  private static Order opposite(Order order) {
    return switch (order) {
      case LESS -> Order.GREATER_OR_EQUAL;
      case LESS_OR_EQUAL -> Order.GREATER;
      case GREATER -> Order.LESS_OR_EQUAL;
      case GREATER_OR_EQUAL -> Order.LESS;
      case EQUAL -> throw new IllegalArgumentException("There is no opposite of =.");
    };
  }

  private void in(Field field, Condition.In in, boolean wanted) {
    Operands<Object> operands = Operands.of(in.operands(), caller);
    if (operands.hasNull() && !wanted) { // it may be that one, so it is never known not to be
      add(field, Operator.ONE_OF, List.of());
    } else if (!(field.getType() instanceof ArrowType.Bool)) {
      oneOf(field, operands, wanted);
    }
  }

  /** Adds that the column is one of several values, or, if not {@code wanted}, none of them. */
  private void oneOf(Field field, Operands<Object> operands, boolean wanted) {
    ColumnValues values = new ColumnValues(field);
    if (isWhole(field)) {
      wholes(field, values.longKind(), operands.map(values::number).values(), wanted);
    } else if (field.getType() instanceof ArrowType.Bool) {
      boolean truth = values.truth(Order.EQUAL, operands.values().get(0));
      add(field, Operator.ONE_OF, List.of(truth == wanted));
    } else if (isText(field) && wanted) {
      List<String> texts = operands.map(values::text).values().stream().distinct().toList();
      if (texts.size() <= MAX_VALUES && texts.stream().allMatch(SourceParts::isPlain)) {
        add(field, Operator.ONE_OF, texts);
      }
    }
  }

  /** Leaves out numbers the column cannot hold: no value is one of them. */
  private void wholes(Field field, LongKind kind, List<BigDecimal> operands, boolean wanted) {
    List<BigInteger> numbers =
        operands.stream().flatMap(number -> kind.whole(number).stream()).distinct().toList();
    List<Object> values = numbers.stream().flatMap(each -> value(field, each).stream()).toList();
    boolean few = numbers.size() <= MAX_VALUES;
    if (wanted && (numbers.isEmpty() || (few && values.size() == numbers.size()))) {
      add(field, Operator.ONE_OF, values);
    } else if (wanted) {
      range(field, kind, new WholeRange(Collections.min(numbers), Collections.max(numbers)));
    } else if (values.isEmpty() || !few) {
      add(field, Operator.NOT_NULL, List.of());
    } else {
      add(field, Operator.NONE_OF, values);
    }
  }

  /** Adds the ends of a range, but for one that no value is beyond. */
  private void range(Field field, LongKind kind, WholeRange range) {
    if (range.isEmpty()) {
      add(field, Operator.ONE_OF, List.of());
      return;
    }
    int before = parts.size();
    if (range.low().compareTo(kind.min()) > 0) {
      value(field, range.low()).ifPresent(low -> add(field, Operator.AT_LEAST, List.of(low)));
    }
    if (range.high().compareTo(kind.max()) < 0) {
      value(field, range.high()).ifPresent(high -> add(field, Operator.AT_MOST, List.of(high)));
    }
    if (parts.size() == before) {
      add(field, Operator.NOT_NULL, List.of());
    }
  }

  /** Returns a number as a value of the column; empty if not every database knows that date. */
  private static Optional<Object> value(Field field, BigInteger number) {
    long value = number.longValueExact();
    if (!(field.getType() instanceof ArrowType.Date)) {
      return Optional.of(value);
    }
    return value < FIRST_DAY || value > LAST_DAY
        ? Optional.empty()
        : Optional.of(LocalDate.ofEpochDay(value));
  }

  private static boolean isWhole(Field field) {
    if (field.getType() instanceof ArrowType.Int integer) {
      return integer.getIsSigned() || integer.getBitWidth() < Long.SIZE;
    }
    return field.getType() instanceof ArrowType.Date date && date.getUnit() == DateUnit.DAY;
  }

  private static boolean isText(Field field) {
    return switch (field.getType().getTypeID()) {
      case Utf8, LargeUtf8, Utf8View -> !(field.getType() instanceof ArrowType.ExtensionType);
      default -> false;
    };
  }

  /** PostgreSQL has no text with a NUL; half a surrogate pair is another text once it is bytes. */
  private static boolean isPlain(String text) {
    return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}

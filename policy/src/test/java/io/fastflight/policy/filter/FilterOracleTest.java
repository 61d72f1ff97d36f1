package io.fastflight.policy.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.policy.filter.Condition.Compare;
import io.fastflight.policy.filter.Condition.Literal;
import io.fastflight.policy.filter.Condition.Operand;
import io.fastflight.policy.filter.Condition.Order;
import io.fastflight.policy.filter.Condition.Reference;
import io.fastflight.service.Comparison;
import io.fastflight.service.Identity;
import io.fastflight.testkit.TestSeed;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters drawn at random, beside a reading of the same that goes row by row over Java values. */
class FilterOracleTest {
  private static final List<Order> ORDERS = List.of(Order.values());
  private static final Identity CALLER =
      new Identity(
          "b",
          Set.of("a", "c"),
          Map.of("text", "b", "number", 3, "texts", List.of("a", "d"), "numbers", List.of(1, 3)));

  @Test
  void aRowPassesExactlyWhereTheOracleSaysTrue(BufferAllocator memory) {
    Random random = TestSeed.random(FilterOracleTest.class);
    for (int round = 0; round < 60; round++) {
      int rows = random.nextInt(300);
      try (RandomBatch batch = new RandomBatch(random, rows, memory)) {
        for (int i = 0; i < 30; i++) {
          Condition condition = condition(random, 3);
          assertSame(condition, batch.root(), batch.dictionaries(), batch.values());
        }
      }
    }
  }

  @Test
  void whatASourceIsToldHoldsForEveryRowThatPasses(BufferAllocator memory) {
    Random random = TestSeed.random(FilterOracleTest.class);
    long told = 0;
    long leftOut = 0;
    for (int round = 0; round < 20; round++) {
      try (RandomBatch batch = new RandomBatch(random, 100, memory)) {
        for (int i = 0; i < 60; i++) {
          Condition condition = condition(random, 3);
          List<Comparison> parts = SourceParts.of(condition, batch.root().getSchema(), CALLER);
          told += parts.size();
          for (Map<String, Object> row : batch.values()) {
            boolean kept = parts.stream().allMatch(part -> holds(part, row));
            leftOut += kept ? 0 : 1;
            assertThat(kept || !Boolean.TRUE.equals(holds(condition, row)))
                .as("%s for %s by %s", condition, row, parts)
                .isTrue();
          }
        }
      }
    }
    assertThat(told).isGreaterThan(200);
    assertThat(leftOut).isGreaterThan(10_000);
  }

  /** What a database would say. */
  private static boolean holds(Comparison part, Map<String, Object> row) {
    @Nullable Object value = row.get(part.column());
    if (part.operator() == Comparison.Operator.IS_NULL || value == null) {
      return part.operator() == Comparison.Operator.IS_NULL && value == null;
    }
    List<Integer> orders = part.values().stream().map(other -> compared(value, other)).toList();
    return switch (part.operator()) {
      case ONE_OF -> orders.contains(0);
      case NONE_OF -> !orders.contains(0);
      case AT_LEAST -> orders.get(0) >= 0;
      case AT_MOST -> orders.get(0) <= 0;
      case IS_NULL -> false;
      case NOT_NULL -> true;
    };
  }

  private static int compared(Object value, Object other) {
    if (value instanceof BigDecimal number) {
      return number.compareTo(BigDecimal.valueOf((Long) other));
    } else if (value instanceof LocalDate day) {
      return day.compareTo((LocalDate) other);
    }
    return value.equals(other) ? 0 : 1;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int32 > 2.5 and text = 'a' | int32 >= 3, text in [a]",
        "int32 > 2 or text = 'a' |",
        "not (int32 > 2 or text = 'a') | int32 <= 2",
        "not (int32 = 2 or text is null) | int32 not in [2], text is not null",
        "int8 = 200 | int8 in []",
        "int8 != 200 | int8 is not null",
        "int8 < 200 | int8 is not null",
        "int64 <= 1e30 and int64 >= -1 | int64 is not null, int64 >= -1",
        "uint64 = 3 |",
        "uint32 in (1, 2.5, 4294967295, -1) | uint32 in [1, 4294967295]",
        "int64 in ${claims.numbers} | int64 in [1, 3]",
        "int64 not in ${claims.none} | int64 in []",
        "int64 not in (3, ${claims.none}) | int64 in []",
        "int64 = ${claims.none} | int64 in []",
        "day > '2024-10-04' and day_milli > '2024-10-04' | day >= 2024-10-05",
        "day > '-0044-03-15' and day < '+10000-01-02' | day is not null, day is not null",
        "day = '-0044-03-15' | day is not null",
        "truth = true and truth != false | truth in [true], truth in [true]",
        "text != 'a' and text < 'b' and text like 'a%' and text not in ('c') |",
        "text in ${claims.texts} and text_dictionary = 'a' | text in [a, d]",
        "double > 1 and decimal > 1 and time_second > '2024-10-04' |",
        "true and int16 is null | int16 is null",
        "int32 = ${claims.text} |",
        "int32 = ${claims.numbers} |"
      })
  void aSourceIsToldOfWhatItComparesExactly(
      String filter, @Nullable String parts, BufferAllocator memory) {
    try (RandomBatch batch = new RandomBatch(new Random(1), 1, memory)) {
      assertThat(Filter.of(filter).sourceParts(batch.root().getSchema(), CALLER))
          .hasToString(parts == null ? "[]" : "[" + parts + "]");
    }
  }

  @Test
  void aTextThatNoDatabaseHasAndALongListStayHere(BufferAllocator memory) {
    List<Integer> many = IntStream.range(0, 1_000).boxed().toList();
    Identity caller =
        new Identity(
            "b",
            Set.of(),
            Map.of(
                "nul",
                "a\0",
                "half",
                "\ud800",
                "many",
                many,
                "texts",
                many.stream().map(String::valueOf).toList()));
    try (RandomBatch batch = new RandomBatch(new Random(1), 1, memory)) {
      Schema schema = batch.root().getSchema();
      for (String text : List.of("= ${claims.nul}", "= ${claims.half}", "in ${claims.texts}")) {
        assertThat(Filter.of("text " + text).sourceParts(schema, caller)).as(text).isEmpty();
      }
      assertThat(Filter.of("int32 in ${claims.many}").sourceParts(schema, caller))
          .hasToString("[int32 >= 0, int32 <= 999]");
    }
  }

  private static void assertSame(
      Condition condition,
      VectorSchemaRoot root,
      MapDictionaryProvider dictionaries,
      List<Map<String, Object>> values) {
    RowTest test = new FilterBinder(root.getSchema(), dictionaries, CALLER).bind(condition);
    Truth truth = test.test(root);
    long[] seen = truth.yes();
    for (int row = 0; row < root.getRowCount(); row++) {
      @Nullable Boolean wanted = holds(condition, values.get(row));
      assertThat(truth.isYes(row) ? Boolean.TRUE : truth.isNo(row) ? Boolean.FALSE : null)
          .as("%s for %s", condition, values.get(row))
          .isEqualTo(wanted);
    }
    if (root.getRowCount() % 64 != 0) {
      assertThat(seen[seen.length - 1] >>> root.getRowCount()).as("bits behind the end").isZero();
    }
  }

  private static Condition condition(Random random, int depth) {
    if (depth > 0 && random.nextInt(3) > 0) {
      return switch (random.nextInt(3)) {
        case 0 -> new Condition.And(condition(random, depth - 1), condition(random, depth - 1));
        case 1 -> new Condition.Or(condition(random, depth - 1), condition(random, depth - 1));
        default -> new Condition.Not(condition(random, depth - 1));
      };
    }
    List<String> names = List.copyOf(new TreeSet<>(RandomBatch.COLUMNS));
    String column = names.get(random.nextInt(names.size()));
    return switch (random.nextInt(10)) {
      case 0 -> new Condition.Always(random.nextBoolean());
      case 1 -> new Condition.IsNull(column);
      case 2, 3 -> in(random, column);
      case 4 ->
          column.startsWith("text")
              ? new Condition.Prefix(column, List.of("", "a", "ab", "c").get(random.nextInt(4)))
              : new Condition.IsNull(column);
      default -> compare(random, column);
    };
  }

  private static Condition compare(Random random, String column) {
    Order order = column.equals("truth") ? Order.EQUAL : ORDERS.get(random.nextInt(ORDERS.size()));
    return new Compare(column, order, operand(random, column));
  }

  private static Condition in(Random random, String column) {
    if (column.equals("truth")) {
      return compare(random, column);
    }
    if (random.nextInt(4) == 0 && isPlain(column)) {
      String path =
          random.nextInt(3) == 0
              ? "claims.none"
              : column.startsWith("text") ? "claims.texts" : "claims.numbers";
      return new Condition.In(column, List.of(new Reference(path)));
    }
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      operands.add(operand(random, column));
    }
    return new Condition.In(column, operands);
  }

  private static boolean isPlain(String column) {
    return !column.startsWith("day") && !column.startsWith("time") && !column.equals("truth");
  }

  private static Operand operand(Random random, String column) {
    if (random.nextInt(5) == 0 && isPlain(column)) {
      boolean known = random.nextInt(3) > 0;
      String path = column.startsWith("text") ? "claims.text" : "claims.number";
      return new Reference(known ? path : "claims.none");
    }
    return new Literal(RandomBatch.literal(random, column));
  }

  /** SQL's reading: null where it is neither. */
  private static @Nullable Boolean holds(Condition condition, Map<String, Object> row) {
    if (condition instanceof Condition.And both) {
      return and(holds(both.left(), row), holds(both.right(), row));
    } else if (condition instanceof Condition.Or either) {
      return not(and(not(holds(either.left(), row)), not(holds(either.right(), row))));
    } else if (condition instanceof Condition.Not inner) {
      return not(holds(inner.inner(), row));
    } else if (condition instanceof Condition.Always always) {
      return always.holds();
    } else if (condition instanceof Condition.IsNull test) {
      return row.get(test.column()) == null;
    } else if (condition instanceof Condition.Prefix prefix) {
      @Nullable Object value = row.get(prefix.column());
      return value == null ? null : (Boolean) value.toString().startsWith(prefix.prefix());
    } else if (condition instanceof Compare compare) {
      return compared(row, compare.column(), compare.order(), compare.operand());
    }
    Condition.In in = (Condition.In) condition;
    Boolean any = false;
    for (Operand operand : in.operands()) {
      Boolean one = false;
      for (Object value : known(operand)) {
        one = not(and(not(one), not(compared(row, in.column(), Order.EQUAL, new Literal(value)))));
      }
      if (known(operand).isEmpty()) {
        one = null;
      }
      any = not(and(not(any), not(one)));
    }
    return row.get(in.column()) == null ? null : any;
  }

  private static @Nullable Boolean and(@Nullable Boolean left, @Nullable Boolean right) {
    if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
      return false;
    }
    return (left == null || right == null) ? null : Boolean.TRUE;
  }

  private static @Nullable Boolean not(@Nullable Boolean value) {
    return value == null ? null : Boolean.valueOf(!value);
  }

  private static @Nullable Boolean compared(
      Map<String, Object> row, String column, Order order, Operand operand) {
    @Nullable Object value = row.get(column);
    List<Object> others = known(operand);
    if (value == null || others.isEmpty()) {
      return null;
    }
    if (value instanceof Double number && number.isNaN()) {
      return false;
    }
    return order.holds(RandomBatch.compare(value, others.get(0), column));
  }

  private static List<Object> known(Operand operand) {
    if (operand instanceof Literal literal) {
      return List.of(literal.value());
    }
    Map<String, List<Object>> known = new HashMap<>();
    known.put("claims.text", List.of("b"));
    known.put("claims.number", List.of(new BigDecimal(3)));
    known.put("claims.texts", List.of("a", "d"));
    known.put("claims.numbers", List.of(new BigDecimal(1), new BigDecimal(3)));
    return known.getOrDefault(((Reference) operand).path(), List.of());
  }
}

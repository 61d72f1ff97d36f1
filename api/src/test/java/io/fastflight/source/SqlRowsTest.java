package io.fastflight.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.service.Comparison;
import io.fastflight.service.Comparison.Operator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlRowsTest {
  @Test
  void aStatementIsPutWithinAnotherAndValuesAreBoundInTheOrderOfTheText() {
    List<Object> bound = new ArrayList<>();
    String sql =
        SqlRows.of(
            "SELECT * FROM t -- the end",
            List.of(
                new Comparison("a", Operator.ONE_OF, List.of("x", "y")),
                new Comparison("b", Operator.AT_LEAST, List.of(1L)),
                new Comparison("b", Operator.AT_MOST, List.of(9L)),
                new Comparison("c\" OR 1=1 --", Operator.NONE_OF, List.of(5L)),
                new Comparison("d", Operator.ONE_OF, List.of()),
                new Comparison("e", Operator.NONE_OF, List.of()),
                new Comparison("f", Operator.IS_NULL, List.of()),
                new Comparison("g", Operator.NOT_NULL, List.of())),
            (column, value) -> {
              bound.add(value);
              return ":" + column.charAt(0) + bound.size();
            });

    assertThat(sql)
        .isEqualTo(
            """
            SELECT * FROM (SELECT * FROM t -- the end
            ) AS ff_rows WHERE ff_rows."a" IN (:a1, :a2) AND ff_rows."b" >= :b3 AND ff_rows."b" <= :b4\
             AND ff_rows."c"" OR 1=1 --" NOT IN (:c5) AND 1 = 0 AND ff_rows."e" IS NOT NULL\
             AND ff_rows."f" IS NULL AND ff_rows."g" IS NOT NULL""");
    assertThat(bound).containsExactly("x", "y", 1L, 9L, 5L);
  }

  @Test
  void namesAreDistinctInEveryDatabase() {
    assertThat(SqlRows.areDistinct(List.of("a", "b", "a b"))).isTrue();
    assertThat(SqlRows.areDistinct(List.of("a", "b", "A"))).isFalse();
    assertThat(SqlRows.areDistinct(List.of("a", ""))).isFalse();
  }

  @Test
  void aComparisonHasAsManyValuesAsItsOperator() {
    assertThatThrownBy(() -> new Comparison("a", Operator.AT_MOST, List.of(1L, 2L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'<=' of column 'a' cannot have 2 values.");
    assertThatThrownBy(() -> new Comparison("a", Operator.IS_NULL, List.of(1L)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Comparison("a", Operator.NONE_OF, List.of(1L, 2L)))
        .hasToString("a not in [1, 2]");
  }
}

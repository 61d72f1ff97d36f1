package io.fastflight.source.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuckDbQueryTest {

  @Test
  void conditionsAreJoinedAndTheirValuesBoundInOrder() {
    DuckDbQuery query =
        DuckDbQuery.of("SELECT a FROM read_csv(?)", "x.csv")
            .where("a = ? OR a IS NULL", Optional.of(1))
            .where("b = ?", Optional.empty())
            .where("c < ?", Optional.of("two"))
            .then("ORDER BY a LIMIT ?", 3);

    assertThat(query.sql())
        .isEqualTo(
            "SELECT a FROM read_csv(?) WHERE (a = ? OR a IS NULL) AND (c < ?) ORDER BY a LIMIT ?");
    assertThat(query.values()).containsExactly("x.csv", 1, "two", 3);
  }

  @Test
  void aQueryIsNotChangedByWhatIsMadeFromIt() {
    DuckDbQuery all = DuckDbQuery.of("FROM t");

    all.where("a = ?", Optional.of(1)).then("LIMIT 1");

    assertThat(all.sql()).isEqualTo("FROM t");
    assertThat(all.values()).isEmpty();
  }

  @Test
  void anEmptyConditionChangesNothing() {
    DuckDbQuery all = DuckDbQuery.of("FROM t");

    assertThat(all.where("a = ?", Optional.empty())).isSameAs(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"select 1", " \n(FROM t)", "With a AS (SELECT 1) FROM a", "VALUES (1)"})
  void whatReadsIsTaken(String sql) {
    assertThat(DuckDbQuery.of(sql).sql()).isEqualTo(sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "COPY t TO 'x'",
        "ATTACH 'x'",
        "INSERT INTO t VALUES (1) RETURNING *",
        "EXPLAIN ANALYZE SELECT 1",
        "PRAGMA version",
        "CALL pragma_version()",
        "SET threads = 1",
        "-- SELECT\nDROP TABLE t",
        "selector"
      })
  void whatDoesNotReadIsRefused(String sql) {
    assertThatThrownBy(() -> DuckDbQuery.of(sql))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The SQL of a query begins with SELECT, FROM, WITH or VALUES: a source only reads.");
  }

  @Test
  void twoStatementsAreRefused() {
    assertThatThrownBy(() -> DuckDbQuery.of("SELECT 1; DROP TABLE t"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The SQL of a query has no semicolon");
    assertThatThrownBy(() -> DuckDbQuery.of("FROM t").then("LIMIT 1; SELECT 2"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DuckDbQuery.of("FROM t").where("a = ?;", Optional.of(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

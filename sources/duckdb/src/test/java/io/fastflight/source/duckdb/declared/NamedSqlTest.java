package io.fastflight.source.duckdb.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedSqlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT :a, $b, :a | SELECT ?, ?, ? | a,b,a",
        "SELECT x::INT, :a::DATE | SELECT x::INT, ?::DATE | a",
        "SELECT ':a', \":a\", '$b''$b' | SELECT ':a', \":a\", '$b''$b' | ~~",
        "SELECT E'\\':a', e'\\\\' , :b | SELECT E'\\':a', e'\\\\' , ? | b",
        "SELECT name'\\' , :b | SELECT name'\\' , ? | b",
        "SELECT $$ :a $$, $t$ :a $$ $t$, :b | SELECT $$ :a $$, $t$ :a $$ $t$, ? | b",
        "SELECT 1 /* :a /* :b */ :c */ + :d | SELECT 1   + ? | d",
        "SELECT l[1:n], l[:n], {'k':v}, {k:v} | SELECT l[1:n], l[?], {'k':v}, {k:v} | n",
        "SELECT x$y, a:b | SELECT x$y, a:b | ~~",
        "SELECT :a; | SELECT ? | a",
        "SELECT :größe_1 | SELECT ? | größe_1"
      })
  void namesOutsideQuotesAndCommentsAreValues(String sql, String text, String names) {
    NamedSql named = NamedSql.parse(sql);
    assertThat(named.text()).isEqualTo(text);
    assertThat(String.join(",", named.names())).isEqualTo(names);
  }

  @Test
  void commentsToTheEndOfALineAreLeftOut() {
    NamedSql named = NamedSql.parse("-- all :of it; '\nSELECT :a -- and ? this");
    assertThat(named.text()).isEqualTo(" \nSELECT ?  ");
    assertThat(named.names()).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ?",
        "SELECT $1",
        "SELECT 'a",
        "SELECT \"a",
        "SELECT /* a",
        "SELECT $$ a",
        "SELECT \0"
      })
  void whatCannotBeBoundByNameIsRefused(String sql) {
    assertThatThrownBy(() -> NamedSql.parse(sql))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("statement");
  }
}

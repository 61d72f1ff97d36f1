package io.fastflight.policy.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.policy.filter.Condition.Compare;
import io.fastflight.policy.filter.Condition.Literal;
import io.fastflight.policy.filter.Condition.Order;
import java.math.BigDecimal;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterLanguageTest {
  private static final Schema SCHEMA =
      new Schema(
          List.of(
              Field.nullable("id", new ArrowType.Int(64, true)),
              Field.nullable("text", ArrowType.Utf8.INSTANCE),
              Field.nullable("flag", ArrowType.Bool.INSTANCE),
              Field.nullable("day", new ArrowType.Date(org.apache.arrow.vector.types.DateUnit.DAY)),
              Field.nullable("twice", ArrowType.Utf8.INSTANCE),
              Field.nullable("twice", ArrowType.Utf8.INSTANCE),
              Field.nullable("bytes", ArrowType.Binary.INSTANCE)));

  @Test
  void andBindsTighterThanOrAndNotTighterThanBoth() {
    Condition a = new Compare("a", Order.EQUAL, new Literal(new BigDecimal("1")));
    Condition b = new Compare("b", Order.LESS, new Literal("it's"));
    Condition c = new Condition.IsNull("a b");
    assertThat(FilterParser.parse("a = 1 or b < 'it''s' and not \"a b\" is null"))
        .isEqualTo(new Condition.Or(a, new Condition.And(b, new Condition.Not(c))));
    assertThat(FilterParser.parse("(a = 1 OR b < 'it''s') AND \"a b\" IS NOT NULL"))
        .isEqualTo(new Condition.And(new Condition.Or(a, b), new Condition.Not(c)));
  }

  @Test
  void aFilterKnowsItsColumnsAndWhatItWantsToKnow() {
    Filter filter =
        Filter.of("a in ${claims.regions} and (b = ${identity.name} or c like 'x%' or d is null)");
    assertThat(filter.columns()).containsExactly("a", "b", "c", "d");
    assertThat(filter.references()).containsExactly("claims.regions", "identity.name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a",
        "a =",
        "= 1",
        "a = b",
        "a == 1",
        "a = null",
        "a = 'open",
        "a = \"b\"",
        "a in 1",
        "a in ()",
        "a in (1,)",
        "a is 1",
        "a not = 1",
        "(a = 1",
        "a = 1)",
        "a = 1 b = 2",
        "a like '%x'",
        "a like 'x'",
        "a like 'x_%'",
        "a like ${claims.x}",
        "a = ${env:HOME}",
        "a = ${claims.}",
        "a = 1; drop table x",
        "and = 1",
        "a = 1 -- no comment",
        "a = 0x1f"
      })
  void whatIsNotOfTheLanguageIsRefused(String filter) {
    assertThatThrownBy(() -> Filter.of(filter))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("filter");
  }

  @Test
  void deepNestingIsRefusedAndDoesNotEndTheStack() {
    assertThatThrownBy(() -> Filter.of("(".repeat(100_000) + "a = 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nested deeper than 100 levels");
    assertThatThrownBy(() -> Filter.of("not ".repeat(100_000) + "a = 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nested deeper than 100 levels");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nme = 'x'         | There is no column 'nme'; there are id, text, flag, day",
        "twice = 'x'       | There is more than one column 'twice'",
        "id = 'x'          | Column 'id' of type Int(64, true) is compared with something else than a number",
        "text = 1          | Column 'text' of type Utf8 is compared with something else than a text",
        "text in ('a', 1)  | Column 'text' of type Utf8 is compared with something else than a text",
        "flag < true       | Column 'flag' of type Bool cannot be compared but by = or !=",
        "flag in (true)    | Column 'flag' of type Bool cannot be one of several",
        "id like 'x%'      | Column 'id' of type Int(64, true) cannot begin like a text",
        "bytes = 'x'       | Column 'bytes' of type Binary cannot be compared",
        "bytes = ${claims.x} | Column 'bytes' of type Binary cannot be compared",
        "day = 'monday'    | Column 'day' of type Date(DAY) is compared with something else than a date"
      })
  void whatDoesNotFitTheColumnsIsRefused(String filter, String message) {
    assertThatThrownBy(() -> Filter.of(filter).check(SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsNotKnownOfCallersYetIsNoFault() {
    Filter.of("id = ${claims.id} and text in ${claims.texts} and bytes is not null").check(SCHEMA);
  }
}

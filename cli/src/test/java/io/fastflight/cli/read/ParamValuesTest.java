package io.fastflight.cli.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.cli.console.WrongUsageException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the texts of --param become JSON values. */
class ParamValuesTest {
  private static final Map<String, Parameter> PARAMETERS =
      parameters("string", "integer", "number", "boolean", "array", "object");

  private static Map<String, Parameter> parameters(String... types) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    Arrays.stream(types)
        .forEach(type -> parameters.put(type, new Parameter(type, Set.of(type), false, Map.of())));
    return parameters;
  }

  private static Object value(String setting) {
    Map<String, Object> fields = ParamValues.fields(List.of(setting), PARAMETERS);
    assertThat(fields).hasSize(1);
    return fields.values().iterator().next();
  }

  @Test
  void textIsTakenAsItIs() {
    assertThat(value("string=SEA")).isEqualTo("SEA");
    assertThat(value("string=5")).isEqualTo("5");
    assertThat(value("string=a=b")).isEqualTo("a=b");
    assertThat(value("string=null")).isEqualTo("null");
    assertThat(value("string=")).isEqualTo("");
    assertThat(value("string= é😀 ")).isEqualTo(" é😀 ");
  }

  @Test
  void numbersAndTruthAreParsed() {
    assertThat(value("integer=-9223372036854775808"))
        .isEqualTo(new BigInteger("-9223372036854775808"));
    assertThat(value("number=1.50")).isEqualTo(new BigDecimal("1.50"));
    assertThat(value("number=1e3")).isEqualTo(new BigDecimal("1e3"));
    assertThat(value("boolean=true")).isEqualTo(true);
    assertThat(value("boolean=false")).isEqualTo(false);
  }

  @Test
  void anEmptyValueIsNullWhereTheTypeIsNotText() {
    assertThat(value("integer=")).isNull();
    assertThat(value("boolean=")).isNull();
    assertThat(value("array=")).isNull();
  }

  @Test
  void listsAndObjectsAreJson() {
    assertThat(value("array=[1, \"a\", null]")).isEqualTo(Arrays.asList(1, "a", null));
    assertThat(value("object={\"a\": {\"b\": true}}")).isEqualTo(Map.of("a", Map.of("b", true)));
  }

  @Test
  void anUnknownNameIsLeftToTheServer() {
    assertThat(value("orign=SEA")).isEqualTo("SEA");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "integer=1.5       | --param integer must be an integer, was '1.5'.",
        "integer=0x10      | --param integer must be an integer, was '0x10'.",
        "number=NaN        | --param number must be a number, was 'NaN'.",
        "boolean=yes       | --param boolean must be true or false, was 'yes'.",
        "array=a,b         | --param array must be JSON, such as [1, 2] or {\"a\": 1}, was 'a,b'.",
        "array=1, \"b\": 2 | --param array must be one JSON value, was '1, \"b\": 2'.",
        "string            | --param must be key=value, was 'string'.",
        "=5                | --param must be key=value, was '=5'.",
        "param_type=x      | --param param_type: the name stands before the options."
      })
  void aWrongValueIsRefusedBeforeItIsSent(String setting, String message) {
    assertThatThrownBy(() -> value(setting))
        .isInstanceOf(WrongUsageException.class)
        .hasMessage(message);
  }

  @Test
  void aKeyGivenTwiceIsRefused() {
    assertThatThrownBy(() -> ParamValues.fields(List.of("string=a", "string=b"), PARAMETERS))
        .hasMessage("--param string is given twice. A list is JSON: --param 'string=[1, 2]'.");
  }
}

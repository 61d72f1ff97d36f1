package io.fastflight.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.params.Samples.Flights;
import io.fastflight.params.Samples.None;
import org.junit.jupiter.api.Test;

class ParamsTypeTest {
  static class NoRecord implements DataParams {}

  record NoName() implements DataParams {}

  @WireName("9lives")
  record BadName() implements DataParams {}

  @WireName(value = "test.fine", aliases = "not fine")
  record BadAlias() implements DataParams {}

  @WireName("test.d1")
  record DefaultNotJson(@Default("SEA") String origin) implements DataParams {}

  @WireName("test.d2")
  record DefaultOfAnotherType(@Default("\"7\"") int rows) implements DataParams {}

  @WireName("test.d3")
  record DefaultNull(@Default("null") int rows) implements DataParams {}

  @WireName("test.e1")
  @Example("{\"rows\": 0}")
  record ExampleThatFails(int rows) implements DataParams {
    ExampleThatFails {
      Faults.in("test.e1").range("rows", rows, 1, 2).throwIfAny();
    }
  }

  @WireName("test.e2")
  @Example("{rows: 0}")
  record ExampleNotJson(int rows) implements DataParams {}

  @WireName("test.same")
  record SameJsonName(int maxRows, int max_rows) implements DataParams {}

  @WireName("test.reserved")
  record Reserved(String paramType) implements DataParams {}

  @Test
  void namesDescriptionAndExampleAreThoseOfTheRecord() {
    ParamsType<Flights> type = ParamsType.of(Flights.class);
    assertThat(type.name()).isEqualTo("test.flights");
    assertThat(type.aliases()).containsExactly("fastflight.demo.FlightParams");
    assertThat(type.names()).containsExactly("test.flights", "fastflight.demo.FlightParams");
    assertThat(type.recordClass()).isEqualTo(Flights.class);
    assertThat(type.description()).isEqualTo("Flights out of one airport.");
    assertThat(type.example()).contains("{\"origin\": \"SEA\"}");
  }

  @Test
  void descriptionAndExampleMayBeAbsent() {
    assertThat(ParamsType.of(None.class).description()).isEmpty();
    assertThat(ParamsType.of(None.class).example()).isEmpty();
  }

  @Test
  void typeIsMadeOnce() {
    assertThat(ParamsType.of(Flights.class)).isSameAs(ParamsType.of(Flights.class));
  }

  @Test
  void onlyRecordsWithANameAreParams() {
    assertRefused(
        NoRecord.class, "%s must be a record annotated with @WireName to be used as data params.");
    assertRefused(
        NoName.class, "%s must be a record annotated with @WireName to be used as data params.");
  }

  @Test
  void namesAndAliasesHaveAForm() {
    assertRefused(
        BadName.class,
        "@WireName of %s must be 1..128 letters, digits, '_', '-' or '.', beginning with a letter,"
            + " was '9lives'.");
    assertRefused(
        BadAlias.class,
        "@WireName of %s must be 1..128 letters, digits, '_', '-' or '.', beginning with a letter,"
            + " was 'not fine'.");
  }

  @Test
  void defaultsMustFit() {
    assertRefused(
        DefaultNotJson.class,
        "@Default(\"SEA\") of %s.origin must be JSON; a text needs quotes within the quotes.");
    assertRefused(
        DefaultOfAnotherType.class,
        "@Default does not fit in test.d2: rows must be an integer from -2147483648 to 2147483647,"
            + " was \"7\".");
    assertRefused(
        DefaultNull.class,
        "@Default does not fit in test.d3: rows must be an integer from -2147483648 to 2147483647,"
            + " was null.");
  }

  @Test
  void examplesMustWork() {
    assertRefused(
        ExampleThatFails.class, "@Example of %s does not work: test.e1: rows must be 1..2, was 0.");
    assertRefused(
        ExampleNotJson.class,
        "@Example of %s does not work: The request is not valid JSON at line 1, column 2:"
            + " Unexpected character ('r' (code 114)): was expecting double-quote to start field"
            + " name.");
  }

  @Test
  void jsonNamesAreNotSharedAndNotReserved() {
    assertRefused(
        SameJsonName.class,
        "The component 'max_rows' of %s has the JSON name 'max_rows', which is taken."
            + " Rename the component.");
    assertRefused(
        Reserved.class,
        "The component 'paramType' of %s has the JSON name 'param_type', which is taken."
            + " Rename the component.");
  }

  private static void assertRefused(Class<? extends DataParams> type, String message) {
    assertThatThrownBy(() -> ParamsType.of(type))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message.replace("%s", type.getName()));
  }
}

package io.fastflight.params;

import static io.fastflight.params.Samples.decode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.Samples.Checked;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class ConstraintsTest {
  private static final String EVERYTHING_WRONG =
      """
      {"param_type": "test.checked", "rows": 0, "name": " ", "ids": [1, 2, -3],
       "from": "b", "to": "", "extra": 1}""";

  private static final String ALL_FAULTS =
      "test.checked: field \"extra\" is unknown (it takes rows, name, ids, from, to);"
          + " rows must be greater than or equal to 1, was 0;"
          + " name must not be blank, was \" \";"
          + " ids size must be between 0 and 2, was [1, 2, -3];"
          + " ids[2] must be greater than 0, was -3;"
          + " from must be at most \"to\", which is , was \"b\";"
          + " to must be not empty, was \"\".";

  @WireName("test.stumbling")
  record Stumbling(String first, String second) implements DataParams {
    Stumbling {
      Objects.requireNonNull(null, "a service's own mistake");
    }
  }

  @WireName("test.within")
  record Within(Optional<@Positive Integer> limit, Map<String, @NotBlank String> names)
      implements DataParams {
    Within {
      names = Map.copyOf(names);
    }
  }

  record Inner(@Positive int maxSize) {}

  @WireName("test.outer")
  record Outer(@Valid Inner one, List<@Valid Inner> more) implements DataParams {
    Outer {
      more = List.copyOf(more);
    }
  }

  @WireName("test.written")
  record Written(@Positive int rows) implements DataParams {
    Written(int rows) {
      this.rows = rows;
    }
  }

  @WireName("test.range")
  record Range(int first, int last) implements DataParams {
    Range {
      Faults.in("test.range").range("first", first, 1, 10).range("last", last, 1, 10).throwIfAny();
    }
  }

  @WireName("test.arguing")
  record Arguing(int rows) implements DataParams {
    Arguing {
      if (rows < 0) {
        throw new IllegalArgumentException("rows must be 0 or more, was " + rows + ".");
      }
    }
  }

  @Test
  void unknownFieldsAnnotationsAndConstructorSpeakInOneMessage() {
    assertThatThrownBy(() -> decode(EVERYTHING_WRONG))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(ALL_FAULTS);
  }

  @Test
  void eachFaultCanBeReadByItself() {
    assertThatThrownBy(() -> decode(EVERYTHING_WRONG))
        .isInstanceOfSatisfying(
            InvalidParamsException.class,
            invalid ->
                assertThat(String.join("; ", invalid.faults()) + ".")
                    .isEqualTo(ALL_FAULTS.substring("test.checked: ".length())));
  }

  @Test
  void constructorSpeaksOfTheOtherFieldsWhileOneCannotBeRead() {
    assertThatThrownBy(
            () ->
                decode(
                    """
                    {"param_type": "test.checked", "rows": "1", "name": "", "ids": [],
                     "from": "b", "to": "a"}"""))
        .hasMessage(
            "test.checked: rows must be an integer from -2147483648 to 2147483647, was \"1\";"
                + " name must not be blank, was \"\";"
                + " from must be at most \"to\", which is a, was \"b\".");
  }

  @Test
  void constructorDoesNotSpeakOfAFieldThatCouldNotBeRead() {
    assertInvalid(
        "test.range",
        "\"first\": \"1\", \"last\": 11",
        "test.range: first must be an integer from -2147483648 to 2147483647, was \"1\";"
            + " last must be 1..10, was 11.");
    assertInvalid(
        "test.range",
        "\"last\": 5",
        "test.range: first is missing; it must be an integer from -2147483648 to 2147483647.");
  }

  @Test
  void annotationWithinATypeIsEnough() {
    assertInvalid(
        "test.within",
        "\"limit\": 0, \"names\": {\"a\": \"\"}",
        "test.within: limit must be greater than 0, was 0;"
            + " names[\"a\"] must not be blank, was \"\".");
  }

  @Test
  void validReachesIntoNestedRecords() {
    assertInvalid(
        "test.outer",
        "\"one\": {\"max_size\": 0}, \"more\": [{\"max_size\": 1}, {\"max_size\": -1}]",
        "test.outer: one.max_size must be greater than 0, was 0;"
            + " more.max_size must be greater than 0, was -1.");
  }

  @Test
  void annotationsOnAWrittenOutConstructorsRecordCount() {
    assertInvalid(
        "test.written", "\"rows\": 0", "test.written: rows must be greater than 0, was 0.");
  }

  @Test
  void whatKeepsAllRulesIsRead() {
    assertThat(
            decode(
                    """
                    {"param_type": "test.checked", "rows": 1, "name": "n", "ids": [1],
                     "from": "a", "to": "b"}""")
                .params())
        .isEqualTo(new Checked(1, "n", List.of(1), "a", "b"));
  }

  @Test
  void illegalArgumentOfAConstructorIsAFault() {
    assertInvalid("test.arguing", "\"rows\": -1", "test.arguing: rows must be 0 or more, was -1.");
  }

  @Test
  void otherFailureOfAConstructorDoesNotSpeakToTheCaller() {
    assertInvalid(
        "test.stumbling",
        "\"first\": \"a\", \"second\": \"b\"",
        "test.stumbling: the values do not go together.");
    assertInvalid(
        "test.stumbling",
        "\"first\": \"a\", \"second\": \"b\", \"third\": 1",
        "test.stumbling: field \"third\" is unknown (it takes first, second).");
  }

  @Test
  void messagesAreTheSameInEveryLocaleAndZone() {
    Locale before = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      for (String tag : List.of("tr-TR", "ar-EG-u-nu-arab", "de-DE")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
        assertThatThrownBy(() -> decode(EVERYTHING_WRONG)).hasMessage(ALL_FAULTS);
        assertThatThrownBy(() -> decode("{" + " ".repeat(300 * 1024)))
            .hasMessageStartingWith("The request has 307201 bytes;");
        assertThatThrownBy(() -> decode("{"))
            .hasMessageStartingWith("The request is not valid JSON at line 1, column 2:");
        assertThat(ClosestNames.to("TEST.FLIGHTS", List.of("test.flights"))).hasSize(1);
      }
    } finally {
      Locale.setDefault(before);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void turkishLocaleDoesNotChangeFieldNames() {
    @WireName("test.turkish")
    record Turkish(int maxIndexInInput) implements DataParams {}
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertThat(new String(ParamsCodec.encode(new Turkish(1)), StandardCharsets.UTF_8))
          .isEqualTo("{\"param_type\":\"test.turkish\",\"max_index_in_input\":1}");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static void assertInvalid(String type, String fields, String message) {
    ParamsCodec codec =
        ParamsCodec.of(
            List.of(
                ParamsType.of(Stumbling.class),
                ParamsType.of(Arguing.class),
                ParamsType.of(Range.class),
                ParamsType.of(Within.class),
                ParamsType.of(Outer.class),
                ParamsType.of(Written.class)));
    String json = "{\"param_type\": \"" + type + "\", " + fields + "}";
    assertThatThrownBy(() -> codec.decode(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(message);
  }
}

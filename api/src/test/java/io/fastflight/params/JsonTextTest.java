package io.fastflight.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.InvalidParamsException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void writtenObjectsAreReadBack() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", "a\"b");
    fields.put("number", 5);
    fields.put("flag", true);
    fields.put("nothing", null);
    fields.put("list", Arrays.asList(1, "b", null));
    assertThat(JsonText.write(fields))
        .isEqualTo(
            "{\"text\":\"a\\\"b\",\"number\":5,\"flag\":true,\"nothing\":null,"
                + "\"list\":[1,\"b\",null]}");
    assertThat(JsonText.readObject(JsonText.write(fields))).isEqualTo(fields);
  }

  @Test
  void datesAreWrittenInIso8601() {
    assertThat(JsonText.write(List.of(LocalDate.of(2024, 1, 31)))).isEqualTo("[\"2024-01-31\"]");
  }

  @Test
  void whatIsNoJsonValueIsRefused() {
    Object cyclic = new Object[1];
    ((Object[]) cyclic)[0] = new Object();
    assertThatThrownBy(() -> JsonText.write(cyclic))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Not a JSON value: ");
  }

  @Test
  void whatIsNoObjectIsRefused() {
    assertThatThrownBy(() -> JsonText.readObject("[1]"))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "The request must be a JSON object such as {\"param_type\": \"demo.echo\"}, was [1].");
  }
}

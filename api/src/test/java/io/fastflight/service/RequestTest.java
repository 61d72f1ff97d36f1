package io.fastflight.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.InvalidParamsException;
import io.fastflight.service.Services.First;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds of the small values around a request. */
class RequestTest {
  @Test
  void requestsAreMadeOfParamsOrFields() {
    String ticket = "{\"param_type\":\"test.first\",\"rows\":3}";
    assertThat(new String(StreamRequest.of(new First(3)).ticket(), StandardCharsets.UTF_8))
        .isEqualTo(ticket);
    assertThat(
            new String(
                StreamRequest.of("test.first", Map.of("rows", 3)).ticket(), StandardCharsets.UTF_8))
        .isEqualTo(ticket);
  }

  @Test
  void requestHasDefaultsOfItsOwn() {
    StreamRequest request = StreamRequest.of(new byte[0]);
    assertThat(request.batchRows()).isEqualTo(65_536);
    assertThat(request.cancellation()).isNotSameAs(StreamRequest.of(new byte[0]).cancellation());
  }

  @Test
  void copiesKeepTheRest() {
    Cancellation cancellation = new Cancellation();
    StreamRequest request =
        StreamRequest.of(new byte[] {1})
            .withCancellation(cancellation)
            .withCompression(Compression.ZSTD)
            .withBatchRows(7);
    assertThat(request.ticket()).containsExactly(1);
    assertThat(request.batchRows()).isEqualTo(7);
    assertThat(request.compression()).isEqualTo(Compression.ZSTD);
    assertThat(request.cancellation()).isSameAs(cancellation);
  }

  @Test
  void compressionIsOneOfThreeWordsAndNoneByDefault() {
    assertThat(StreamRequest.of(new byte[0]).compression()).isEqualTo(Compression.NONE);
    for (Compression compression : Compression.values()) {
      assertThat(Compression.parse("Here", compression.word())).isEqualTo(compression);
    }
    assertThatThrownBy(() -> Compression.parse("The header 'x'", "y".repeat(100)))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "The header 'x' must be one of none, lz4, zstd, was '" + "y".repeat(77) + "...'.");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 16_777_217})
  void batchRowsHaveBounds(int rows) {
    assertThatThrownBy(() -> StreamRequest.of(new byte[0]).withBatchRows(rows))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage("The rows of a batch must be 1..16777216, was " + rows + ".");
    try (BufferAllocator allocator = new RootAllocator()) {
      assertThatThrownBy(() -> new ServiceContext(allocator, rows, new Cancellation()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("batchRows must be 1..16777216, was " + rows + ".");
    }
  }

  @Test
  void planScanAndSliceHaveBounds() {
    assertThatThrownBy(() -> new Plan(List.of(), true))
        .hasMessage("A plan needs at least one slice.");
    assertThatThrownBy(() -> new Scan(0)).hasMessage("maxSlices must be at least 1, was 0.");
    assertThatThrownBy(() -> new Slice("x".repeat(4_097)))
        .hasMessage("token must have at most 4096 characters, has 4097.");
  }
}

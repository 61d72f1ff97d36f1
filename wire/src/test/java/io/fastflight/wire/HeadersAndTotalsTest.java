package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.batch.Selection;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.service.Compression;
import io.grpc.Metadata;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What our two ends tell each other beside the batches. */
class HeadersAndTotalsTest {
  private static Metadata header(String name, String value) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return headers;
  }

  @Test
  void totalsComeBackFromTheTrailers() {
    StreamTotals totals = new StreamTotals(Long.MAX_VALUE, 3);
    assertThat(StreamTotals.fromTrailers(totals.toTrailers())).contains(totals);
  }

  @Test
  void trailersWithoutTotalsHaveNone() {
    assertThat(StreamTotals.fromTrailers(new Metadata())).isEmpty();
    assertThat(StreamTotals.fromTrailers(header(StreamTotals.ROWS_NAME, "1"))).isEmpty();
    assertThat(StreamTotals.fromTrailers(header(StreamTotals.BATCHES_NAME, "1"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.5", "9223372036854775808"})
  void totalsThatAreNoNumbersAreNone(String rows) {
    Metadata trailers = header(StreamTotals.ROWS_NAME, rows);
    trailers.merge(header(StreamTotals.BATCHES_NAME, "1"));
    assertThat(StreamTotals.fromTrailers(trailers)).isEmpty();
  }

  @Test
  void aPositionComesBackFromItsTwentyBytes() {
    BatchPosition position = new BatchPosition(Long.MAX_VALUE, 1_234_567_890_123L);
    assertThat(position.toBytes()).hasSize(20).startsWith('F', 'F', 'B', '1');
    assertThat(BatchPosition.fromBytes(position.toBytes())).contains(position);
  }

  @Test
  void metadataOfOthersIsNoPosition() {
    byte[] position = new BatchPosition(1, 2).toBytes();
    byte[] otherMagic = position.clone();
    otherMagic[3] = '2';
    assertThat(BatchPosition.fromBytes(otherMagic)).isEmpty();
    for (int length : new int[] {0, 3, 4, 19, 21}) {
      assertThat(BatchPosition.fromBytes(Arrays.copyOf(position, length))).isEmpty();
    }
  }

  @Test
  void onlyThisVersionPromisesTotals() {
    Metadata ours = CallHeaders.ofStream(Optional.empty(), OptionalLong.empty());
    assertThat(CallHeaders.promisesTotals(ours)).isTrue();
    assertThat(CallHeaders.snapshot(ours)).isEmpty();
    assertThat(CallHeaders.expectedRows(ours)).isEmpty();
    assertThat(CallHeaders.promisesTotals(new Metadata())).isFalse();
    assertThat(CallHeaders.promisesTotals(header("fastflight-stream", "2"))).isFalse();
  }

  @Test
  void whatIsKnownOfAStreamComesBack() {
    Metadata headers = CallHeaders.ofStream(Optional.of("zürich"), OptionalLong.of(5));
    assertThat(CallHeaders.snapshot(headers)).contains("zürich");
    assertThat(CallHeaders.expectedRows(headers)).hasValue(5);
    assertThat(CallHeaders.expectedRows(header("fastflight-expected-rows", "many"))).isEmpty();
  }

  @Test
  void theWantedPartComesBack() {
    Metadata headers = new Metadata();
    CallHeaders.putSelection(headers, Selection.all());
    assertThat(headers.keys()).isEmpty();
    Selection part = Selection.all().withColumns(List.of("größe", "", "a,b")).withRowLimit(0);
    CallHeaders.putSelection(headers, part);
    assertThat(CallHeaders.selection(headers)).isEqualTo(part);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.5", "-1", "9223372036854775808"})
  void anotherRowLimitIsRefused(String limit) {
    assertThatThrownBy(() -> CallHeaders.selection(header("fastflight-row-limit", limit)))
        .isInstanceOf(InvalidParamsException.class);
  }

  @Test
  void theWantedBatchSizeComesBack() {
    Metadata headers = new Metadata();
    assertThat(CallHeaders.batchRows(headers)).isEmpty();
    CallHeaders.putBatchRows(headers, 7);
    assertThat(CallHeaders.batchRows(headers)).isEqualTo(OptionalInt.of(7));
  }

  @Test
  void theWantedCompressionComesBack() {
    Metadata headers = new Metadata();
    assertThat(CallHeaders.compression(headers)).isEqualTo(Compression.NONE);
    CallHeaders.putCompression(headers, Compression.LZ4);
    assertThat(CallHeaders.compression(headers)).isEqualTo(Compression.LZ4);
  }

  @Test
  void anotherCompressionIsRefusedWithWhatIsAllowed() {
    assertThatThrownBy(() -> CallHeaders.compression(header("fastflight-compression", "gzip")))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "The header 'fastflight-compression' must be one of none, lz4, zstd, was 'gzip'.");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "16777216, 1024"})
  void theBoundsThemselvesAreAllowed(String rows, String slices) {
    assertThat(CallHeaders.batchRows(header("fastflight-batch-rows", rows))).isPresent();
    assertThat(CallHeaders.maxSlices(header("fastflight-max-slices", slices))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "16777217", "99999999999", "", "ten", "1 000"})
  void anotherBatchSizeIsRefusedWithWhatIsAllowed(String rows) {
    assertThatThrownBy(() -> CallHeaders.batchRows(header("fastflight-batch-rows", rows)))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "The header 'fastflight-batch-rows' must be 1..16777216, was '%s'.".formatted(rows));
  }

  @Test
  void aLongValueIsCutInTheRefusal() {
    String value = "9".repeat(5_000);
    assertThatThrownBy(() -> CallHeaders.maxSlices(header("fastflight-max-slices", value)))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "The header 'fastflight-max-slices' must be 1..1024, was '" + "9".repeat(77) + "...'.");
  }
}

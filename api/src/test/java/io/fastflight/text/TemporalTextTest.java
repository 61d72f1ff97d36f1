package io.fastflight.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TimeStampMilliVector;
import org.apache.arrow.vector.TimeStampNanoVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How dates, times and spans are written: in ISO-8601. */
@ExtendWith(FreshMemory.class)
class TemporalTextTest {
  @Test
  void datesMayLieBeforeTheEpochAndFarAfterIt(BufferAllocator memory) {
    DateDayVector days = new DateDayVector("v", memory);
    days.setSafe(0, (int) LocalDate.of(2024, 2, 29).toEpochDay());
    days.setSafe(1, (int) LocalDate.of(1582, 10, 15).toEpochDay());
    days.setSafe(2, (int) LocalDate.of(12_024, 1, 1).toEpochDay());
    days.setNull(3);
    days.setValueCount(4);
    assertThat(Written.json(days))
        .containsExactly("\"2024-02-29\"", "\"1582-10-15\"", "\"+12024-01-01\"", "null");

    DateMilliVector millis = new DateMilliVector("v", memory);
    millis.setSafe(0, -1);
    millis.setValueCount(1);
    assertThat(Written.plain(millis)).containsExactly("1969-12-31");
  }

  @Test
  void timesShowAFractionOnlyWhereThereIsOne(BufferAllocator memory) {
    TimeSecVector seconds = new TimeSecVector("v", memory);
    seconds.setSafe(0, 0);
    seconds.setSafe(1, 86_399);
    seconds.setValueCount(2);
    assertThat(Written.plain(seconds)).containsExactly("00:00:00", "23:59:59");

    TimeMilliVector millis = new TimeMilliVector("v", memory);
    millis.setSafe(0, 49_500_000 + 7);
    millis.setValueCount(1);
    assertThat(Written.plain(millis)).containsExactly("13:45:00.007");

    TimeMicroVector micros = new TimeMicroVector("v", memory);
    micros.setSafe(0, 49_500_000_000L + 250_000);
    micros.setValueCount(1);
    assertThat(Written.json(micros)).containsExactly("\"13:45:00.250000\"");

    TimeNanoVector nanos = new TimeNanoVector("v", memory);
    nanos.setSafe(0, 1);
    nanos.setValueCount(1);
    assertThat(Written.plain(nanos)).containsExactly("00:00:00.000000001");
  }

  @Test
  void whatIsNoTimeOfDayIsWrittenAsItsNumber(BufferAllocator memory) {
    TimeSecVector seconds = new TimeSecVector("v", memory);
    seconds.setSafe(0, 86_399);
    seconds.setSafe(1, 86_400); // the end of a day, which PostgreSQL has
    seconds.setSafe(2, 86_401);
    seconds.setSafe(3, -1);
    seconds.setValueCount(4);
    assertThat(Written.plain(seconds)).containsExactly("23:59:59", "24:00:00", "86401", "-1");

    TimeNanoVector nanos = new TimeNanoVector("v", memory);
    nanos.setSafe(0, Long.MAX_VALUE);
    nanos.setSafe(1, Long.MIN_VALUE);
    nanos.setValueCount(2);
    assertThat(Written.plain(nanos)).containsExactly("9223372036854775807", "-9223372036854775808");
  }

  @Test
  void timestampsOfEveryUnitKeepTheirDigits(BufferAllocator memory) {
    TimeStampSecVector seconds = new TimeStampSecVector("v", memory);
    seconds.setSafe(0, 1_706_708_700L);
    seconds.setSafe(1, -1);
    seconds.setSafe(2, Long.MAX_VALUE); // beyond every calendar: the number itself
    seconds.setValueCount(3);
    assertThat(Written.plain(seconds))
        .containsExactly("2024-01-31T13:45:00", "1969-12-31T23:59:59", "9223372036854775807");

    TimeStampMilliVector millis = new TimeStampMilliVector("v", memory);
    millis.setSafe(0, 1_706_708_700_120L);
    millis.setValueCount(1);
    assertThat(Written.plain(millis)).containsExactly("2024-01-31T13:45:00.120");

    TimeStampMicroVector micros = new TimeStampMicroVector("v", memory);
    micros.setSafe(0, -1);
    micros.setSafe(1, Long.MAX_VALUE); // DuckDB's infinity
    micros.setValueCount(2);
    assertThat(Written.plain(micros))
        .containsExactly("1969-12-31T23:59:59.999999", "+294247-01-10T04:00:54.775807");

    TimeStampNanoVector nanos = new TimeStampNanoVector("v", memory);
    nanos.setSafe(0, 1_706_708_700_000_000_001L);
    nanos.setNull(1);
    nanos.setValueCount(2);
    assertThat(Written.json(nanos)).containsExactly("\"2024-01-31T13:45:00.000000001\"", "null");
  }

  @Test
  void timestampsWithAZoneAreInstants(BufferAllocator memory) {
    TimeStampMicroTZVector paris = new TimeStampMicroTZVector("v", memory, "Europe/Paris");
    paris.setSafe(0, 1_706_708_700_000_000L);
    paris.setValueCount(1);
    assertThat(Written.json(paris)).containsExactly("\"2024-01-31T13:45:00Z\"");
  }

  @Test
  void spansAreIsoDurations(BufferAllocator memory) {
    DurationVector durations =
        new DurationVector(
            "v", FieldType.nullable(new ArrowType.Duration(TimeUnit.MILLISECOND)), memory);
    durations.setSafe(0, 90_500);
    durations.setNull(1);
    durations.setValueCount(2);
    assertThat(Written.json(durations)).containsExactly("\"PT1M30.5S\"", "null");

    IntervalYearVector months = new IntervalYearVector("v", memory);
    months.setSafe(0, 14);
    months.setValueCount(1);
    assertThat(Written.plain(months)).containsExactly("P14M");

    IntervalDayVector days = new IntervalDayVector("v", memory);
    days.setSafe(0, 2, 1_500);
    days.setSafe(1, 2, 0);
    days.setValueCount(2);
    assertThat(Written.plain(days)).containsExactly("P2DT1.5S", "P2D");

    IntervalMonthDayNanoVector spans = new IntervalMonthDayNanoVector("v", memory);
    spans.setSafe(0, 14, 3, 4_000_000_000L);
    spans.setSafe(1, 0, 0, 0);
    spans.setValueCount(2);
    assertThat(Written.plain(spans)).containsExactly("P14M3DT4S", "PT0S");
  }

  @Test
  void aSpanHasBothParts() {
    TextBuffer text = new TextBuffer();
    TemporalText.span(Period.of(1, 2, 3), Duration.ofHours(4), text);
    assertThat(text).hasToString("P1Y2M3DT4H");
  }
}

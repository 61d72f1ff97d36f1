package io.fastflight.text;

import java.time.Duration;
import java.time.Period;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Says how columns of dates, times and spans are written, and what has no better way. */
final class TemporalCells {
  private static final long MILLIS_A_DAY = 86_400_000;

  private TemporalCells() {}

  static Cell.Value value(FieldVector vector) {
    return switch (vector.getMinorType()) {
      case DATEDAY, DATEMILLI -> date(vector);
      case TIMESEC, TIMEMILLI, TIMEMICRO, TIMENANO -> time(vector);
      case TIMESTAMPSEC, TIMESTAMPMILLI, TIMESTAMPMICRO, TIMESTAMPNANO -> timestamp(vector);
      case TIMESTAMPSECTZ, TIMESTAMPMILLITZ, TIMESTAMPMICROTZ, TIMESTAMPNANOTZ -> timestamp(vector);
      case DURATION, INTERVALDAY, INTERVALYEAR, INTERVALMONTHDAYNANO -> span(vector);
      default -> (row, out) -> out.utf8(String.valueOf(vector.getObject(row)));
    };
  }

  private static Cell.Value date(FieldVector vector) {
    if (vector instanceof DateDayVector days) {
      return (row, out) -> TemporalText.date(days.get(row), out);
    }
    DateMilliVector millis = (DateMilliVector) vector;
    return (row, out) -> TemporalText.date(Math.floorDiv(millis.get(row), MILLIS_A_DAY), out);
  }

  private static Cell.Value time(FieldVector vector) {
    TimeUnit unit = ((ArrowType.Time) vector.getField().getType()).getUnit();
    if (vector instanceof TimeSecVector seconds) {
      return (row, out) -> TemporalText.time(seconds.get(row), unit, out);
    }
    if (vector instanceof TimeMilliVector millis) {
      return (row, out) -> TemporalText.time(millis.get(row), unit, out);
    }
    if (vector instanceof TimeMicroVector micros) {
      return (row, out) -> TemporalText.time(micros.get(row), unit, out);
    }
    TimeNanoVector nanos = (TimeNanoVector) vector;
    return (row, out) -> TemporalText.time(nanos.get(row), unit, out);
  }

  private static Cell.Value timestamp(FieldVector vector) {
    ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
    String zone = type.getTimezone() == null ? "" : "Z";
    TimeStampVector timestamps = (TimeStampVector) vector;
    return (row, out) -> TemporalText.timestamp(timestamps.get(row), type.getUnit(), zone, out);
  }

  private static Cell.Value span(FieldVector vector) {
    if (vector instanceof DurationVector durations) {
      return (row, out) -> out.ascii(durations.getObject(row).toString());
    }
    if (vector instanceof IntervalYearVector months) {
      return (row, out) -> out.ascii(Period.ofMonths(months.get(row)).toString());
    }
    if (vector instanceof IntervalDayVector days) {
      return (row, out) -> daySpan(days, row, out);
    }
    IntervalMonthDayNanoVector spans = (IntervalMonthDayNanoVector) vector;
    return (row, out) -> {
      PeriodDuration span = spans.getObject(row);
      TemporalText.span(span.getPeriod(), span.getDuration(), out);
    };
  }

  private static void daySpan(IntervalDayVector vector, int row, TextBuffer out) {
    int days = IntervalDayVector.getDays(vector.getDataBuffer(), row);
    int millis = IntervalDayVector.getMilliseconds(vector.getDataBuffer(), row);
    TemporalText.span(Period.ofDays(days), Duration.ofMillis(millis), out);
  }
}

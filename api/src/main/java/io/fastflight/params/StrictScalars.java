package io.fastflight.params;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads dates, times, bytes and floating-point numbers only from the one form they are written in.
 *
 * <p>Jackson also takes {@code [2024,1,31]} for a date, 5 and "5" for an instant, a list of numbers
 * for bytes, the text "NaN" for a number, 1e400 for infinity, and 200 for the byte -56.
 */
final class StrictScalars extends SimpleModule {
  private static final long serialVersionUID = 1L;

  StrictScalars() {
    text(LocalDate.class, LocalDate::parse);
    text(LocalTime.class, LocalTime::parse);
    text(LocalDateTime.class, LocalDateTime::parse);
    text(OffsetDateTime.class, OffsetDateTime::parse);
    text(Instant.class, Instant::parse);
    text(Duration.class, Duration::parse);
    text(Secret.class, Secret::of);
    text(byte[].class, Base64.getDecoder()::decode);
    number(Double.class, null, Double::isFinite, value -> value);
    number(Double.TYPE, null, Double::isFinite, value -> value);
    number(Float.class, null, StrictScalars::isFloat, value -> (float) value);
    number(Float.TYPE, null, StrictScalars::isFloat, value -> (float) value);
    addDeserializer(Byte.class, new FromByte(Byte.class));
    addDeserializer(Byte.TYPE, new FromByte(Byte.TYPE));
    number(OptionalDouble.class, OptionalDouble.empty(), Double::isFinite, OptionalDouble::of);
  }

  private static boolean isFloat(double value) {
    return Float.isFinite((float) value);
  }

  private <T> void text(Class<T> type, Function<String, T> parser) {
    addDeserializer(type, new FromText<>(type, parser));
  }

  private <T> void number(
      Class<T> type, @Nullable T absent, DoublePredicate allowed, DoubleFunction<T> maker) {
    addDeserializer(type, new FromNumber<>(type, absent, allowed, maker));
  }

  /** Reads a string through the type's own strict parser. */
  private static final class FromText<T> extends StdScalarDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private final transient Function<String, T> parser;

    FromText(Class<T> type, Function<String, T> parser) {
      super(type);
      this.parser = parser;
    }

    @Override
    @SuppressWarnings("unchecked") // handledType() is the class of T
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (!json.hasToken(JsonToken.VALUE_STRING)) {
        return (T) context.handleUnexpectedToken(handledType(), json);
      }
      try {
        return parser.apply(json.getText());
      } catch (DateTimeException | IllegalArgumentException malformed) {
        return (T) context.handleWeirdStringValue(handledType(), json.getText(), "malformed");
      }
    }
  }

  /** Reads a signed byte. */
  private static final class FromByte extends StdScalarDeserializer<Byte> {
    private static final long serialVersionUID = 1L;

    FromByte(Class<Byte> type) {
      super(type);
    }

    @Override
    public Byte deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (!json.hasToken(JsonToken.VALUE_NUMBER_INT)) {
        return (Byte) context.handleUnexpectedToken(handledType(), json);
      }
      int value = json.getIntValue();
      return value == (byte) value
          ? (Byte) (byte) value
          : (Byte) context.handleWeirdNumberValue(handledType(), value, "out of range");
    }

    @Override
    public @Nullable Byte getNullValue(DeserializationContext context) throws JsonMappingException {
      return handledType().isPrimitive()
          ? context.reportInputMismatch(this, "null is not a number")
          : null;
    }
  }

  /** Reads a number that the type can hold. */
  private static final class FromNumber<T> extends StdScalarDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable T absent;
    private final transient DoublePredicate allowed;
    private final transient DoubleFunction<T> maker;

    FromNumber(
        Class<T> type, @Nullable T absent, DoublePredicate allowed, DoubleFunction<T> maker) {
      super(type);
      this.absent = absent;
      this.allowed = allowed;
      this.maker = maker;
    }

    @Override
    @SuppressWarnings("unchecked") // handledType() is the class of T
    public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
      if (!json.currentToken().isNumeric()) {
        return (T) context.handleUnexpectedToken(handledType(), json);
      }
      double value = json.getDoubleValue();
      return allowed.test(value)
          ? maker.apply(value)
          : (T) context.handleWeirdNumberValue(handledType(), value, "out of range");
    }

    @Override
    public @Nullable T getNullValue(DeserializationContext context) throws JsonMappingException {
      if (handledType().isPrimitive()) {
        return context.reportInputMismatch(this, "null is not a number");
      }
      return absent;
    }
  }
}

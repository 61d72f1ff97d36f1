package io.fastflight.params;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Locale;
import java.util.UUID;

/** Names the types a declared parameter can have; each is read as a record's component is. */
public enum ParameterType {
  /** Text. */
  STRING(String.class, "string", "", "", "\"\""),
  /** A 32-bit integer. */
  INT32(Integer.class, "integer", "format", "int32", "0"),
  /** A 64-bit integer. */
  INT64(Long.class, "integer", "format", "int64", "0"),
  /** A 64-bit floating-point number. */
  FLOAT64(Double.class, "number", "format", "double", "0"),
  /** A decimal number of any precision. */
  DECIMAL(BigDecimal.class, "number", "", "", "0"),
  /** True or false. */
  BOOLEAN(Boolean.class, "boolean", "", "", "false"),
  /** A date: {@code 2024-01-31}. */
  DATE(LocalDate.class, "string", "format", "date", "\"1970-01-01\""),
  /** A time of day: {@code 13:45:00}. */
  TIME(LocalTime.class, "string", "pattern", "^" + ParamsSchema.TIME + "$", "\"00:00:00\""),
  /** A date and a time without a zone: {@code 2024-01-31T13:45:00}. */
  DATETIME(
      LocalDateTime.class,
      "string",
      "pattern",
      "^" + ParamsSchema.DATE_TIME + "$",
      "\"1970-01-01T00:00:00\""),
  /** A moment: {@code 2024-01-31T13:45:00Z}. */
  INSTANT(Instant.class, "string", "format", "date-time", "\"1970-01-01T00:00:00Z\""),
  /** A UUID. */
  UUID(UUID.class, "string", "format", "uuid", "\"00000000-0000-0000-0000-000000000000\""),
  /** Bytes, as base64. */
  BINARY(byte[].class, "string", "contentEncoding", "base64", "\"\"");

  private final Class<?> javaClass;
  private final String jsonType;
  private final String keyword;
  private final String keywordValue;
  private final String neutral;

  /**
   * Describes a type.
   *
   * @param keyword of JSON schema, beside the type; empty for none
   * @param neutral a value as JSON
   */
  ParameterType(
      Class<?> javaClass, String jsonType, String keyword, String keywordValue, String neutral) {
    this.javaClass = javaClass;
    this.jsonType = jsonType;
    this.keyword = keyword;
    this.keywordValue = keywordValue;
    this.neutral = neutral;
  }

  /** Returns the name as it stands in files: {@code int64}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the class of its values. */
  public Class<?> javaClass() {
    return javaClass;
  }

  /** Returns whether its values have an order, so that a range makes sense. */
  public boolean isOrdered() {
    return Comparable.class.isAssignableFrom(javaClass) && !isUnordered();
  }

  private boolean isUnordered() {
    return this == STRING || this == BOOLEAN || this == UUID;
  }

  boolean isNumber() {
    return Number.class.isAssignableFrom(javaClass);
  }

  String jsonType() {
    return jsonType;
  }

  /** Adds what JSON schema says beside the type. */
  void addKeyword(ObjectNode schema) {
    if (!keyword.isEmpty()) {
      schema.put(keyword, keywordValue);
    }
  }

  /** Returns a value to try a statement with, where nothing better is known. */
  Object neutral() {
    try {
      return requireNonNull(StrictJson.MAPPER.readValue(neutral, javaClass));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("No " + this + ": " + neutral, impossible);
    }
  }
}

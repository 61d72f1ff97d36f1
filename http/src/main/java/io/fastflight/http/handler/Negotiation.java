package io.fastflight.http.handler;

import io.fastflight.error.InvalidParamsException;
import io.fastflight.http.format.ContentCoding;
import io.fastflight.http.format.FormatOptions;
import io.fastflight.http.format.ResultFormat;
import io.fastflight.service.Compression;
import io.fastflight.service.ServiceContext;
import io.fastflight.text.CsvForm;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads from a call how its answer is to be written.
 *
 * <p>Text is compressed as a whole, by {@code Accept-Encoding}; Arrow message by message, by
 * codecs; nothing twice.
 */
final class Negotiation {
  static final String BATCH_ROWS_HEADER = "fastflight-batch-rows";
  static final String COMPRESSION_HEADER = "fastflight-compression";
  static final String CODECS = "codecs";
  static final String CSV_HEADER = "csv.header";
  static final String CSV_NULL = "csv.null";
  static final String CSV_FORMULAS = "csv.formulas";

  private final FormatChoice formats;

  Negotiation(List<ResultFormat> formats) {
    this.formats = new FormatChoice(formats);
  }

  AnswerForm of(HttpCall call) {
    FormatChoice.Chosen chosen = formats.of(call);
    boolean text = chosen.format().isText();
    FormatOptions options =
        new FormatOptions(compression(call, chosen), batchRows(call), csv(call, chosen));
    return new AnswerForm(chosen.format(), options, text ? coding(call) : ContentCoding.IDENTITY);
  }

  /**
   * Returns how the caller would have Arrow compressed. A source elsewhere is not asked for the
   * same: the caller knows its own link only.
   */
  private static Compression compression(HttpCall call, FormatChoice.Chosen chosen) {
    Set<Compression> asked = EnumSet.noneOf(Compression.class);
    call.header(COMPRESSION_HEADER)
        .map(word -> Compression.parse("The header '" + COMPRESSION_HEADER + "'", word))
        .ifPresent(asked::add);
    for (String word : call.query().getOrDefault(CODECS, List.of())) {
      asked.add(firstOf("The query parameter '" + CODECS + "'", word));
    }
    if (asked.size() > 1) {
      throw new InvalidParamsException(
          "The header '%s' and the query parameter '%s' ask for different things: %s. Send one of them."
              .formatted(
                  COMPRESSION_HEADER,
                  CODECS,
                  asked.stream().map(Compression::word).collect(Collectors.joining(", "))));
    }
    if (!asked.isEmpty() && chosen.format().isText()) {
      throw new InvalidParamsException(
          "'%s' and '%s' are for Arrow, and the answer is %s. Send the header 'Accept-Encoding'."
              .formatted(CODECS, COMPRESSION_HEADER, chosen.format().name()));
    }
    return asked.isEmpty()
        ? accepted(chosen.parameters().getOrDefault(CODECS, ""))
        : asked.iterator().next();
  }

  /** Returns the codec that is wanted first. */
  private static Compression firstOf(String where, String list) {
    return Compression.parse(where, list.split(",", 2)[0].strip());
  }

  /** Returns the first codec of a list that we have; a list may name what others have. */
  private static Compression accepted(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .flatMap(
            word -> Arrays.stream(Compression.values()).filter(known -> known.word().equals(word)))
        .findFirst()
        .orElse(Compression.NONE);
  }

  /** Returns the coding with the highest weight, of several the first of ours. */
  private static ContentCoding coding(HttpCall call) {
    List<HeaderElement> accepted =
        call.header("accept-encoding").map(HeaderElement::list).orElse(List.of());
    return Arrays.stream(ContentCoding.values())
        .filter(coding -> weight(coding, accepted) > 0)
        .max(
            Comparator.comparingDouble((ContentCoding coding) -> weight(coding, accepted))
                .thenComparing(Comparator.reverseOrder()))
        .orElse(ContentCoding.IDENTITY);
  }

  private static double weight(ContentCoding coding, List<HeaderElement> accepted) {
    for (HeaderElement element : accepted) {
      if (element.value().equals(coding.word())) {
        return element.weight();
      }
    }
    // What is not named is not wanted, but the body as it is would do.
    return coding == ContentCoding.IDENTITY ? Double.MIN_VALUE : 0;
  }

  private static CsvForm.Options csv(HttpCall call, FormatChoice.Chosen chosen) {
    String header = chosen.parameters().getOrDefault("header", "present");
    boolean withHeader =
        word(call, CSV_HEADER, Map.of("true", true, "false", false))
            .orElse(!header.equals("absent"));
    boolean escape = word(call, CSV_FORMULAS, Map.of("escape", true, "keep", false)).orElse(false);
    try {
      return new CsvForm.Options(withHeader, only(call, CSV_NULL).orElse(""), escape);
    } catch (IllegalArgumentException separator) {
      throw new InvalidParamsException(
          "The query parameter '%s' must have no comma, quote or end of a line."
              .formatted(CSV_NULL));
    }
  }

  private static Optional<Boolean> word(HttpCall call, String name, Map<String, Boolean> words) {
    Optional<String> word = only(call, name);
    if (word.isPresent() && !words.containsKey(word.get())) {
      throw new InvalidParamsException(
          "The query parameter '%s' must be one of %s, was '%s'."
              .formatted(
                  name,
                  String.join(", ", words.keySet().stream().sorted().toList()),
                  HttpAnswer.shown(word.get())));
    }
    return word.map(words::get);
  }

  /** Returns the value of a parameter that makes sense once. */
  static Optional<String> only(HttpCall call, String name) {
    List<String> values = call.query().getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new InvalidParamsException(
          "The query parameter '%s' is there %s times. Send it once."
              .formatted(name, values.size()));
    }
    return values.stream().findFirst();
  }

  static OptionalInt batchRows(HttpCall call) {
    return call.header(BATCH_ROWS_HEADER).stream().mapToInt(Negotiation::batchRows).findFirst();
  }

  private static int batchRows(String text) {
    try {
      int rows = Integer.parseInt(text);
      if (rows >= 1 && rows <= ServiceContext.MAX_BATCH_ROWS) {
        return rows;
      }
    } catch (NumberFormatException noNumber) {
      // refused below, with the same words as a number out of range
    }
    throw new InvalidParamsException(
        "The header '%s' must be 1..%s, was '%s'."
            .formatted(BATCH_ROWS_HEADER, ServiceContext.MAX_BATCH_ROWS, HttpAnswer.shown(text)));
  }
}

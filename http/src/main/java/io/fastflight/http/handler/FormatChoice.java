package io.fastflight.http.handler;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.http.format.ResultFormat;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Chooses the format of an answer by {@code ?format=}, else by {@code Accept}, else the first.
 *
 * <p>Of what {@code Accept} allows, the format with the highest weight is taken; of several, the
 * one that is named more precisely, then the one that is named first.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-accept">RFC 9110, 12.5.1</a>
 */
final class FormatChoice {
  static final String QUERY = "format";
  private static final String SHAPE = "shape";

  private final List<ResultFormat> formats;

  FormatChoice(List<ResultFormat> formats) {
    this.formats = formats;
  }

  /**
   * What was chosen.
   *
   * @param parameters of the element of {@code Accept} that led to it
   */
  record Chosen(ResultFormat format, Map<String, String> parameters) {}

  Chosen of(HttpCall call) {
    Optional<String> accept = call.header("accept").filter(text -> !text.isBlank());
    List<HeaderElement> ranges = accept.map(HeaderElement::list).orElse(List.of());
    Set<String> words = new LinkedHashSet<>(call.query().getOrDefault(QUERY, List.of()));
    if (words.size() > 1) {
      throw new InvalidParamsException(
          "The query asks for %s formats at once: %s. Ask for one."
              .formatted(words.size(), HttpAnswer.shown(String.join(", ", words))));
    }
    if (!words.isEmpty()) {
      return named(words.iterator().next(), accept, ranges);
    }
    if (accept.isEmpty()) {
      return new Chosen(formats.get(0), Map.of());
    }
    return accepted(ranges).orElseThrow(() -> notAcceptable(accept.get()));
  }

  private Chosen named(String word, Optional<String> accept, List<HeaderElement> ranges) {
    ResultFormat format =
        formats.stream()
            .filter(known -> known.name().equals(word))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidParamsException(
                        "The query parameter 'format' must be one of %s, was '%s'."
                            .formatted(names(), HttpAnswer.shown(word))));
    Optional<Match> match = match(format, ranges);
    if (accept.isPresent() && match.isEmpty()) {
      throw new InvalidParamsException(
          "The query asks for the format '%s' and the header 'Accept' for '%s'. Send one of them."
              .formatted(word, HttpAnswer.shown(accept.get())));
    }
    return new Chosen(format, match.map(Match::parameters).orElse(Map.of()));
  }

  private Optional<Chosen> accepted(List<HeaderElement> ranges) {
    return formats.stream()
        .map(format -> match(format, ranges))
        .flatMap(Optional::stream)
        .max(
            Comparator.comparingDouble(Match::weight)
                .thenComparingInt(Match::precision)
                .thenComparingInt(match -> -match.position)
                .thenComparingInt(match -> -formats.indexOf(match.format)))
        .map(match -> new Chosen(match.format, match.parameters()));
  }

  /**
   * How a format is allowed.
   *
   * @param precision 2 for its type, 1 for all of a kind, 0 for anything
   * @param position of the element in the header
   */
  private record Match(ResultFormat format, HeaderElement range, int precision, int position) {
    double weight() {
      return range.weight();
    }

    Map<String, String> parameters() {
      return precision == 2 ? range.parameters() : Map.of();
    }
  }

  /** Returns the most precise element that speaks of {@code format}, unless it forbids it. */
  private static Optional<Match> match(ResultFormat format, List<HeaderElement> ranges) {
    return IntStream.range(0, ranges.size())
        .mapToObj(i -> new Match(format, ranges.get(i), precision(format, ranges.get(i)), i))
        .filter(match -> match.precision >= 0)
        .max(Comparator.comparingInt(Match::precision).thenComparingInt(match -> -match.position))
        .filter(match -> match.weight() > 0);
  }

  private static int precision(ResultFormat format, HeaderElement range) {
    HeaderElement own = HeaderElement.list(format.mediaType()).get(0);
    if (range.value().equals("*/*") || range.value().equals("*")) {
      return 0;
    }
    String kind = own.value().substring(0, own.value().indexOf('/'));
    if (range.value().equals(kind + "/*")) {
      return 1;
    }
    String shape = own.parameters().getOrDefault(SHAPE, "");
    boolean same =
        range.value().equals(own.value())
            && range.parameters().getOrDefault(SHAPE, "").equals(shape);
    return same ? 2 : -1;
  }

  private String names() {
    return formats.stream().map(ResultFormat::name).collect(Collectors.joining(", "));
  }

  private RefusedCallException notAcceptable(String accept) {
    String offered =
        formats.stream().map(ResultFormat::mediaType).collect(Collectors.joining(", "));
    return new RefusedCallException(
        HttpAnswer.failed(
            HttpStatuses.NOT_ACCEPTABLE,
            ErrorCode.INVALID_ARGUMENT,
            "No format fits the header 'Accept: %s'. There are: %s."
                .formatted(HttpAnswer.shown(accept), offered)));
  }
}

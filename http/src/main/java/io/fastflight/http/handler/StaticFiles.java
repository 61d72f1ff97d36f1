package io.fastflight.http.handler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Serves the files of one folder on the class path, each read and compressed once.
 *
 * <p><b>Threads:</b> any; may block at the first call for a file.
 */
final class StaticFiles {
  /** Names of files and folders without a dot in front: no path leads out of the folder. */
  private static final Pattern PATH =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "json", "application/json",
          "woff2", "font/woff2",
          "txt", "text/plain; charset=utf-8");

  private final String folder;
  private final UnaryOperator<String> pages;
  private final Map<String, Optional<StaticFile>> files = new ConcurrentHashMap<>();

  /** Creates it for a folder such as {@code io/fastflight/console/}. */
  StaticFiles(String folder) {
    this(folder, UnaryOperator.identity());
  }

  /** Creates it for a folder whose HTML is changed before it is sent. */
  StaticFiles(String folder, UnaryOperator<String> pages) {
    this.folder = folder;
    this.pages = pages;
  }

  /** One file, as it is and compressed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record StaticFile(String mediaType, byte[] bytes, byte[] gzip) {}

  /** Returns the answer to a call for a file, or nothing if there is none of that name. */
  Optional<HttpAnswer> answer(String path, HttpCall call) {
    if (!PATH.matcher(path).matches()) {
      return Optional.empty();
    }
    Optional<StaticFile> known = files.get(path);
    if (known == null) {
      known = read(path);
      if (known.isPresent()) { // what is not there is not remembered: there is no end to it
        files.put(path, known);
      }
    }
    return known.map(file -> answer(file, call));
  }

  private static HttpAnswer answer(StaticFile file, HttpCall call) {
    boolean gzip =
        HeaderElement.list(call.header("accept-encoding").orElse("")).stream()
            .anyMatch(coding -> coding.value().equals("gzip") && coding.weight() > 0);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", file.mediaType);
    headers.put("vary", "accept-encoding");
    if (gzip) {
      headers.put("content-encoding", "gzip");
    }
    // each form has a tag of its own: one says which bytes they are
    HttpAnswer whole = new HttpAnswer(HttpStatuses.OK, headers, gzip ? file.gzip : file.bytes);
    return EntityTags.conditional(whole, call, "no-cache");
  }

  private Optional<StaticFile> read(String path) {
    String ending = path.substring(path.lastIndexOf('.') + 1);
    try (InputStream in = StaticFiles.class.getClassLoader().getResourceAsStream(folder + path)) {
      if (in == null || !MEDIA_TYPES.containsKey(ending)) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      if (ending.equals("html")) {
        bytes = pages.apply(new String(bytes, UTF_8)).getBytes(UTF_8);
      }
      return Optional.of(
          new StaticFile(MEDIA_TYPES.getOrDefault(ending, ""), bytes, compressed(bytes)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static byte[] compressed(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    }
    return compressed.toByteArray();
  }
}

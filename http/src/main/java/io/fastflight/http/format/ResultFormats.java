package io.fastflight.http.format;

import io.fastflight.text.CsvForm;
import io.fastflight.text.JsonColumnsForm;
import io.fastflight.text.JsonRowsForm;
import io.fastflight.text.NdjsonForm;
import io.fastflight.wire.IpcFormat;
import io.fastflight.wire.IpcKind;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Knows the formats there are. */
public final class ResultFormats {
  private static final List<ResultFormat> OURS =
      List.of(
          new ArrowFormat("arrow", IpcFormat.MEDIA_TYPE, IpcKind.STREAM),
          new ArrowFormat("arrow-file", "application/vnd.apache.arrow.file", IpcKind.FILE),
          new TextFormat("ndjson", "application/x-ndjson", options -> new NdjsonForm(), true),
          new TextFormat("json", "application/json", options -> new JsonRowsForm(), false),
          new TextFormat(
              "json-columns",
              "application/json; shape=columns",
              options -> new JsonColumnsForm(),
              false),
          new TextFormat("csv", "text/csv", options -> new CsvForm(options.csv()), false));

  private ResultFormats() {}

  /** Returns our own formats, of which the first is the default, and those of other modules. */
  public static List<ResultFormat> all() {
    List<ResultFormat> all = new ArrayList<>(OURS);
    ServiceLoader.load(ResultFormat.class, ResultFormats.class.getClassLoader()).forEach(all::add);
    return List.copyOf(all);
  }
}

package io.fastflight.http.handler;

import io.fastflight.http.format.ContentCoding;
import io.fastflight.http.format.FormatOptions;
import io.fastflight.http.format.ResultFormat;
import io.fastflight.wire.StreamTotals;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says what the body of an answer is.
 *
 * @param coding how it is compressed as a whole; of what is no text not at all
 */
record AnswerForm(ResultFormat format, FormatOptions options, ContentCoding coding) {
  /** Returns the headers that tell of it. */
  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    String type = format.mediaType();
    headers.put(
        "content-type",
        format.name().equals("csv")
            ? type + "; charset=utf-8; header=" + (options.csv().header() ? "present" : "absent")
            : type);
    if (coding != ContentCoding.IDENTITY) {
      headers.put("content-encoding", coding.word());
    }
    headers.put("vary", "accept, accept-encoding");
    headers.put("cache-control", "no-store");
    headers.put("accept-ranges", "none"); // nobody can say what its bytes will be another time
    headers.put("trailer", StreamTotals.ROWS_NAME + ", " + StreamTotals.BATCHES_NAME);
    return headers;
  }
}

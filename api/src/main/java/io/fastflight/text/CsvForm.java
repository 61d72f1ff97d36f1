package io.fastflight.text;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes CSV: a header, lines ended by CR LF, quotes where needed.
 *
 * <p>Null is an empty field, unless the options say another text, and an empty text is {@code ""}.
 * In a result of one column an empty null is {@code ""} too: an empty line would be skipped by many
 * readers, and a row with it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
public final class CsvForm implements TextForm {
  /**
   * Says how CSV is written where there is a choice.
   *
   * @param header whether the first line names the columns
   * @param nullText stands for null; written without quotes, so it has none of {@code , " CR LF}
   * @param escapeFormulas whether a text that a spreadsheet would take for a formula gets a {@code
   *     '} in front; such a text begins with {@code = + - @}, a tab or CR
   */
  public record Options(boolean header, String nullText, boolean escapeFormulas) {
    /** A header, empty nulls, texts as they are. */
    public static final Options DEFAULT = new Options(true, "", false);

    /** Checks the text. */
    public Options {
      requireNonNull(nullText, "nullText");
      if (nullText.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0)) {
        throw new IllegalArgumentException(
            "nullText must have no comma, quote or end of a line, was '%s'.".formatted(nullText));
      }
    }
  }

  private final Options options;
  private final byte[] nullText;

  /** Creates the form. */
  public CsvForm(Options options) {
    this.options = requireNonNull(options, "options");
    this.nullText = options.nullText.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void begin(Schema schema, TextBuffer text) {
    if (!options.header) {
      return;
    }
    List<Field> fields = schema.getFields();
    for (int i = 0; i < fields.size(); i++) {
      separate(i, text);
      int start = text.size();
      text.utf8(fields.get(i).getName());
      text.endCsvField(start, options.escapeFormulas);
    }
    text.endLine();
  }

  @Override
  public void rows(List<Cell> cells, int from, int to, TextBuffer text) {
    Cell[] columns = cells.toArray(Cell[]::new);
    for (int row = from; row < to; row++) {
      for (int i = 0; i < columns.length; i++) {
        separate(i, text);
        if (!columns[i].isNull(row)) {
          columns[i].csv(row, text, options.escapeFormulas);
        } else if (columns.length == 1 && nullText.length == 0) {
          text.ascii("\"\"");
        } else {
          text.bytes(nullText);
        }
      }
      text.endLine();
    }
  }

  @Override
  public void end(long rowCount, TextBuffer text) {}

  private static void separate(int column, TextBuffer text) {
    if (column > 0) {
      text.ascii(',');
    }
  }
}

package io.fastflight.source.jdbc.declared;

import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsType;
import io.fastflight.source.StatementNames;
import io.fastflight.source.jdbc.sql.Slicing;
import io.fastflight.source.jdbc.sql.SqlQuery;
import io.fastflight.source.jdbc.sql.SqlSyntax;
import io.fastflight.source.jdbc.sql.SqlText;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the query of a request from the statement in a file and the values of a caller. */
public final class DeclaredQuery {
  private DeclaredQuery() {}

  /**
   * Returns what binds the parameters of {@code type} to the names in {@code statement}. A
   * semicolon at its end is left out.
   *
   * @throws IllegalArgumentException if the statement does more than reading, or its names are not
   *     the parameters; the message begins with the key
   */
  public static Function<DeclaredParams, SqlQuery> of(
      String statement, Slicing slicing, SqlSyntax syntax, ParamsType<DeclaredParams> type) {
    for (String name : type.fieldNames()) {
      if (name.equals(SqlText.SLICE) || name.startsWith("ff_slice")) {
        throw new IllegalArgumentException(
            "parameters: none can be called '%s', which marks a slice".formatted(name));
      }
    }
    String sql = statement.strip().replaceFirst(";\\z", "");
    SqlText text = text(sql, syntax);
    StatementNames.requireSame(text.valueNames(), type.fieldNames());
    if (slicing instanceof Slicing.Blocks && !text.marksSlice()) {
      throw new IllegalArgumentException(
          "statement must say :slice where the condition of a slice belongs, as in WHERE :slice");
    }
    SqlQuery query = SqlQuery.of(sql).sliced(slicing);
    return params -> bound(query, params.values());
  }

  private static SqlText text(String sql, SqlSyntax syntax) {
    try {
      return SqlText.parse(sql, syntax);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException("statement: " + refused.getMessage(), refused);
    }
  }

  private static SqlQuery bound(SqlQuery query, Map<String, @Nullable Object> values) {
    SqlQuery bound = query;
    for (Map.Entry<String, @Nullable Object> value : values.entrySet()) {
      bound = bound.bind(value.getKey(), value.getValue());
    }
    return bound;
  }
}

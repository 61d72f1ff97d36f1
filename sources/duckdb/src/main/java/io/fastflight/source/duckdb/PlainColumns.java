package io.fastflight.source.duckdb;

import io.fastflight.error.InvalidParamsException;
import io.fastflight.params.JsonText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns of a statement that come from its tables and Parquet files as they are.
 *
 * <p>DuckDB itself parses the statement and returns what it understood as JSON; whatever of that is
 * not known here, such as ORDER BY, GROUP BY or a SELECT within, makes no column plain.
 *
 * @see <a href="https://duckdb.org/docs/current/data/json/sql_to_and_from_json">SQL to JSON</a>
 */
final class PlainColumns {
  private static final String PARSE =
      "SELECT json_serialize_sql(CAST(? AS VARCHAR),"
          + " skip_null := true, skip_empty := true, skip_default := true)";

  private static final Set<String> PLACES =
      Set.of("type", "query_location", "query_location_length");
  private static final Set<String> SELECT =
      Set.of("type", "cte_map", "select_list", "from_table", "where_clause", "aggregate_handling");
  private static final Set<String> COLUMN = Set.of("class", "alias", "column_names");
  private static final Set<String> STAR = Set.of("class", "relation_name", "exclude_list");
  private static final Set<String> TABLE =
      Set.of("alias", "table_name", "schema_name", "catalog_name", "qualified_name");
  private static final Set<String> JOIN =
      Set.of(
          "alias",
          "left",
          "right",
          "condition",
          "join_type",
          "ref_type",
          "is_implicit",
          "using_columns");

  /** Of other files DuckDB reads all anyway, and to look at them once more costs time. */
  private static final Set<String> READERS = Set.of("read_parquet", "parquet_scan");

  private static final String FILE = ".parquet";

  private final Stored stored;

  private PlainColumns(Stored stored) {
    this.stored = stored;
  }

  /** What one entry of a SELECT's list stands for. */
  private enum Entry {
    /** All columns, or all of one table. */
    STAR,
    /** A column as it is. */
    PLAIN,
    /** Anything else. */
    COMPUTED
  }

  /** The list of a SELECT from tables and files. */
  record Columns(List<Entry> entries) {
    static final Columns NONE = new Columns(List.of());

    /** Returns whether any column may be plain. */
    boolean any() {
      return entries.stream().anyMatch(entry -> entry != Entry.COMPUTED);
    }

    /** Returns whether a column is, of a result that has {@code count}. */
    boolean isPlain(int column, int count) {
      int first = entries.indexOf(Entry.STAR);
      int behind = entries.size() - 1 - entries.lastIndexOf(Entry.STAR);
      if (first < 0) {
        return entries.size() == count && entries.get(column) == Entry.PLAIN;
      }
      if (column < first) {
        return entries.get(column) == Entry.PLAIN;
      }
      return column >= count - behind
          ? entries.get(entries.size() - (count - column)) == Entry.PLAIN
          : !entries.subList(first, entries.size() - behind).contains(Entry.COMPUTED);
    }
  }

  /**
   * Returns the columns of a statement.
   *
   * @param views of the database that only name Parquet files
   */
  static Columns of(String sql, Set<String> views, Connection connection) throws SQLException {
    try {
      Map<String, Object> parsed = JsonText.readObject(parsed(sql, connection));
      return new PlainColumns(Stored.of(views, connection)).read(parsed);
    } catch (InvalidParamsException tooDeep) { // a statement longer or deeper than a request may be
      return Columns.NONE;
    }
  }

  private static String parsed(String sql, Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PARSE)) {
      statement.setString(1, sql);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : "{}";
      }
    }
  }

  private Columns read(Map<String, Object> parsed) {
    List<Map<String, Object>> statements = list(parsed.get("statements"));
    Map<String, Object> node =
        statements.size() == 1 ? map(statements.get(0).get("node")) : Map.of();
    boolean simple =
        "SELECT_NODE".equals(node.get("type"))
            && SELECT.containsAll(node.keySet())
            && map(node.get("cte_map")).isEmpty()
            && "STANDARD_HANDLING".equals(node.get("aggregate_handling"));
    return simple && isStored(map(node.get("from_table")))
        ? new Columns(entries(list(node.get("select_list"))))
        : Columns.NONE;
  }

  private boolean isStored(Map<String, Object> from) {
    return switch (text(from, "type")) {
      case "BASE_TABLE" -> knows(from, TABLE) && stored.isTable(text(from, "table_name"));
      case "TABLE_FUNCTION" ->
          knows(from, Set.of("alias", "function"))
              && stored.isFunction(text(map(from.get("function")), "function_name"));
      case "JOIN" ->
          knows(from, JOIN)
              && Set.of("INNER", "LEFT", "RIGHT", "OUTER").contains(text(from, "join_type"))
              && Set.of("REGULAR", "CROSS").contains(text(from, "ref_type"))
              && isStored(map(from.get("left")))
              && isStored(map(from.get("right")));
      default -> false;
    };
  }

  /** A name in the list may stand for another entry of it, which need not be a column. */
  private static List<Entry> entries(List<Map<String, Object>> list) {
    List<String> aliases = list.stream().map(entry -> lower(text(entry, "alias"))).toList();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Map<String, Object> entry = list.get(i);
      List<String> others = new ArrayList<>(aliases);
      others.remove(i);
      String type = text(entry, "type");
      boolean plain =
          type.equals("COLUMN_REF")
              && knows(entry, COLUMN)
              && entry.get("column_names") instanceof List<?> names
              && !others.contains(lower(String.valueOf(names.get(0))));
      boolean star = type.equals("STAR") && knows(entry, STAR);
      entries.add(star ? Entry.STAR : plain ? Entry.PLAIN : Entry.COMPUTED);
    }
    return List.copyOf(entries);
  }

  private static boolean knows(Map<String, Object> node, Set<String> keys) {
    return node.keySet().stream().allMatch(key -> PLACES.contains(key) || keys.contains(key));
  }

  private static String text(Map<String, Object> node, String key) {
    return node.get(key) instanceof String text ? text : "";
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @SuppressWarnings("unchecked") // JSON's keys are texts
  private static Map<String, Object> map(@Nullable Object node) {
    return node instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  private static List<Map<String, Object>> list(@Nullable Object node) {
    return node instanceof List<?> list ? list.stream().map(PlainColumns::map).toList() : List.of();
  }

  /**
   * Names of a database, in small letters.
   *
   * @param tables whose columns are stored, or name those of files
   * @param others that are computed, or may be: views, tables with generated columns, macros
   */
  private record Stored(Set<String> tables, Set<String> others) {
    private static final String NAMES =
        """
        SELECT table_name, contains(lower(sql), 'generated') FROM duckdb_tables() WHERE NOT internal
        UNION ALL SELECT view_name, true FROM duckdb_views() WHERE NOT internal
        UNION ALL SELECT function_name, true FROM duckdb_functions() WHERE NOT internal
        """;

    static Stored of(Set<String> views, Connection connection) throws SQLException {
      Stored stored = new Stored(new HashSet<>(), new HashSet<>());
      try (PreparedStatement statement = connection.prepareStatement(NAMES);
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String name = lower(rows.getString(1));
          boolean computed = rows.getBoolean(2) && !views.contains(name);
          (computed ? stored.others : stored.tables).add(name);
        }
      }
      return stored;
    }

    boolean isTable(String name) {
      String known = lower(name);
      return !others.contains(known) && (tables.contains(known) || known.endsWith(FILE));
    }

    boolean isFunction(String name) {
      String known = lower(name);
      return !others.contains(known) && READERS.contains(known);
    }
  }
}

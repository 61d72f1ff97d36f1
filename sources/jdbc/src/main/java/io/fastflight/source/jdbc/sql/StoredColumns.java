package io.fastflight.source.jdbc.sql;

/** Says in SQL which relations of PostgreSQL have columns that are stored, and not computed. */
public final class StoredColumns {
  /**
   * Holds for tables, materialized views and partitioned tables without virtual columns, by {@code
   * pg_class c}. In a database that is not in UTF-8 it holds for none: to compare with a text that
   * it cannot hold would be an error.
   *
   * <p>{@code attgenerated} is read as JSON, as it is not there before PostgreSQL 12.
   */
  public static final String OF_C =
      "(c.relkind IN ('r', 'm', 'p') AND pg_catalog.getdatabaseencoding() = 'UTF8'"
          + " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid"
          + " AND pg_catalog.to_jsonb(a) ->> 'attgenerated' = 'v'))";

  private StoredColumns() {}
}

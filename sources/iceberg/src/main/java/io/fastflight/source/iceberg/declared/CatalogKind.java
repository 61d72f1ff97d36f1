package io.fastflight.source.iceberg.declared;

import io.fastflight.source.iceberg.IcebergCatalog;

/** Says where the tables are listed. The constants are spelled as they stand in a file. */
public enum CatalogKind {
  /** Behind Iceberg's REST interface. */
  rest(IcebergCatalog.Kind.REST),
  /** In two tables of a database. */
  jdbc(IcebergCatalog.Kind.JDBC),
  /** In folders, without a catalog. */
  hadoop(IcebergCatalog.Kind.HADOOP);

  private final IcebergCatalog.Kind kind;

  CatalogKind(IcebergCatalog.Kind kind) {
    this.kind = kind;
  }

  IcebergCatalog.Kind kind() {
    return kind;
  }
}

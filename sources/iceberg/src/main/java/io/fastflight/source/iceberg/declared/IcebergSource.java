package io.fastflight.source.iceberg.declared;

import io.fastflight.params.DeclaredParams;
import io.fastflight.params.ParamsType;
import io.fastflight.service.DataService;
import io.fastflight.source.Source;
import io.fastflight.source.iceberg.IcebergCatalog;

/** A catalog, from which declared services read. */
final class IcebergSource implements Source<IcebergReads> {
  private final IcebergCatalog catalog;

  /** Takes {@code catalog}. */
  IcebergSource(IcebergCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public DataService<DeclaredParams> service(IcebergReads reads, ParamsType<DeclaredParams> type) {
    return catalog.service(DeclaredTableQuery.of(reads, type));
  }

  @Override
  public void close() {
    catalog.close();
  }
}

/**
 * Iceberg tables as streams of record batches.
 *
 * <p>Start reading at {@link io.fastflight.source.iceberg.IcebergCatalog}. A request becomes a
 * {@code TableState} (which snapshot, which schema), its files a sequence of {@code FileRows}, and
 * those the batches of a {@code ScanReader}. Imports {@code api} and Iceberg.
 */
@NullMarked
package io.fastflight.source.iceberg;

import org.jspecify.annotations.NullMarked;

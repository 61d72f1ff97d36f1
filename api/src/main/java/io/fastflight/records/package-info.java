/**
 * Reads batches as Java records: one record a row, its components filled by the columns of their
 * names.
 *
 * <p>Start reading at {@link io.fastflight.records.Records}; {@code ColumnReaders} decides which
 * column fits which component. {@code docs/reference/records.md} has the table. Imports {@code
 * batch} and {@code error}.
 */
@NullMarked
package io.fastflight.records;

import org.jspecify.annotations.NullMarked;

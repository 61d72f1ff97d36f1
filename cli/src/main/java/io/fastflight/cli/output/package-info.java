/**
 * Writes a stream of record batches as a table, CSV, NDJSON or Arrow IPC, batch by batch.
 *
 * <p>Start reading at {@link io.fastflight.cli.output.Format}, then {@link
 * io.fastflight.cli.output.ResultWriter}. Imports {@code batch} and {@code text} of {@code api},
 * and {@code wire}.
 */
@NullMarked
package io.fastflight.cli.output;

import org.jspecify.annotations.NullMarked;

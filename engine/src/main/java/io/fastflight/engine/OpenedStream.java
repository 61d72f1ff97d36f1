package io.fastflight.engine;

import io.fastflight.batch.BatchReader;
import java.util.Optional;

/**
 * Holds the reader of a request, and what a door tells its caller beside the rows.
 *
 * @param reader owned by the caller
 * @param snapshot from which the stream can be read on if it breaks, or empty if it cannot be
 * @param startRow how many rows of the snapshot were left out, as the caller asked
 */
public record OpenedStream(BatchReader reader, Optional<String> snapshot, long startRow) {}

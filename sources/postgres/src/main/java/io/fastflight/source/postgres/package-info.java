/**
 * Data services over PostgreSQL at full speed: {@code COPY ... TO STDOUT (FORMAT binary)}, decoded
 * straight into Arrow buffers.
 *
 * <p>Start reading at {@link io.fastflight.source.postgres.PostgresDatabase}; {@code CopyProducer}
 * runs one COPY, {@code PgTypes} chooses the decoder of each column. Imports {@code api}, the JDBC
 * source (its pool, its queries, its column writers) and pgjdbc.
 */
@NullMarked
package io.fastflight.source.postgres;

import org.jspecify.annotations.NullMarked;

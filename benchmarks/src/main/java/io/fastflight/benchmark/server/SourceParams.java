package io.fastflight.benchmark.server;

import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;

/**
 * Asks for a table of PostgreSQL.
 *
 * @param way copy (or copy-1), copy-4, jdbc or arrow-jdbc
 * @param table the name of a {@link io.fastflight.benchmark.data.SourceTable}
 */
@WireName("bench.source")
public record SourceParams(String way, String table) implements DataParams {}

package io.fastflight.benchmark.server;

import io.fastflight.params.DataParams;
import io.fastflight.params.WireName;

/**
 * Asks for a prepared batch, again and again.
 *
 * @param shape the name of a file in the server's folder
 * @param batches how often
 */
@WireName("bench.batches")
public record BatchesParams(String shape, long batches) implements DataParams {}

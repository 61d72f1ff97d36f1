/**
 * What a benchmark tells: runs with their median and spread, as a table, JSON and a chart.
 *
 * <p>Start at {@link io.fastflight.benchmark.report.Report}. Imports nothing of the peers.
 */
@NullMarked
package io.fastflight.benchmark.report;

import org.jspecify.annotations.NullMarked;

/**
 * Services to try things out with: real data from files, an echo, and generated rows of any number
 * and type.
 *
 * <p>Start reading at {@link io.fastflight.source.duckdb.demo.DemoServices}, then {@code
 * DemoQueries} for how little a SQL service is. Imports {@code api} and {@code
 * io.fastflight.source.duckdb}.
 */
@NullMarked
package io.fastflight.source.duckdb.demo;

import org.jspecify.annotations.NullMarked;

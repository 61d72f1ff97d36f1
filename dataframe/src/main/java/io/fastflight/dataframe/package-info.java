/**
 * Turns results into DFLib data frames.
 *
 * <p>Start reading at {@link io.fastflight.dataframe.DataFrames}. Imports {@code api}, {@code
 * client} and DFLib.
 */
@NullMarked
package io.fastflight.dataframe;

import org.jspecify.annotations.NullMarked;

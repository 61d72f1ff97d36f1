/**
 * Arrow values as text: CSV, NDJSON and JSON, written from the columns' own buffers.
 *
 * <p>Start reading at {@link io.fastflight.text.TextForm}, what a result looks like, then {@link
 * io.fastflight.text.Cells}, which says for each Arrow type how its values are written. The forms
 * are described in {@code docs/reference/formats.md}. Imports Arrow's vectors and {@code error}.
 */
@NullMarked
package io.fastflight.text;

import org.jspecify.annotations.NullMarked;

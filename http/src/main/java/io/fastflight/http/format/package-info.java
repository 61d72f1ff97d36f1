/**
 * The forms a result can have in the body of an HTTP answer, and how bodies are compressed.
 *
 * <p>Start reading at {@link io.fastflight.http.format.ResultFormat}; {@link
 * io.fastflight.http.format.ResultFormats} has all of them. Imports {@code api} and {@code wire};
 * knows no HTTP library.
 */
@NullMarked
package io.fastflight.http.format;

import org.jspecify.annotations.NullMarked;

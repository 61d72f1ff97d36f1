package io.fastflight.http.format;

import io.fastflight.service.Compression;
import io.fastflight.text.CsvForm;
import java.util.OptionalInt;

/**
 * Says how a result is written where its format leaves a choice.
 *
 * @param compression of the bodies of Arrow's messages
 * @param maxRows how many rows a batch may have, if the caller said so
 * @param csv how CSV is written
 */
public record FormatOptions(Compression compression, OptionalInt maxRows, CsvForm.Options csv) {}

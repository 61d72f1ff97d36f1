/**
 * Sources, services, a policy and limits of callers from a YAML file.
 *
 * <p>Start reading at {@link io.fastflight.declared.DeclaredServices}. {@code YamlText} reads the
 * file into nodes that know their places, {@code SourceSection}, {@code ServiceSection}, {@code
 * PolicySection} and {@code LimitsSection} read what they mean, and every fault goes into one
 * {@code FaultList}. Imports {@code source}, {@code service}, {@code params} and {@code error} of
 * {@code api}, {@code policy}, and the YAML parser.
 */
@NullMarked
package io.fastflight.declared;

import org.jspecify.annotations.NullMarked;

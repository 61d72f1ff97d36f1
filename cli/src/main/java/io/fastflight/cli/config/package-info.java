/**
 * The file of sources, services, a policy and limits as commands read it, and the commands that say
 * something about it.
 *
 * <p>Start reading at {@link io.fastflight.cli.config.ConfigFile}. Imports {@code console}, {@code
 * output}, {@code declared}, {@code policy}, and what the services in code need.
 */
@NullMarked
package io.fastflight.cli.config;

import org.jspecify.annotations.NullMarked;

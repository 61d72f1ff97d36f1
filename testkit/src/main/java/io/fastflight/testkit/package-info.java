/**
 * What tests of services, sources and doors share: a check that nothing is left behind, and the
 * rule each row must obey.
 *
 * <p>Start reading at {@link io.fastflight.testkit.LeakCheck}; it needs nothing but this module on
 * the test class path. Imports {@code api} and JUnit's API.
 */
@NullMarked
package io.fastflight.testkit;

import org.jspecify.annotations.NullMarked;

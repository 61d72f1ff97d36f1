package io.fastflight.params;

/**
 * Marks a record as the parameters of one data service.
 *
 * <p>An implementation is a record annotated with {@link WireName}. Its components are the JSON
 * fields, in snake_case. A component is optional when it is an {@code Optional}, is annotated
 * {@code @Nullable} (jspecify), or has a {@link Default}; every other one is required. Within a
 * component that is a record itself, all but an {@code Optional} is required; entries of a list or
 * a map are never null. Constraints live in the compact constructor (see {@link Faults}), in
 * Jakarta Bean Validation annotations on the components, or in both.
 */
public interface DataParams {}

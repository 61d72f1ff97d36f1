package io.fastflight.params;

import java.util.Optional;

/**
 * Holds what a ticket asks for: the params, and for one slice of a partitioned service, which
 * slice.
 *
 * @param params validated by its constructor
 * @param slice the token of one slice as its service made it, or empty for the whole
 */
public record TicketContent(DataParams params, Optional<String> slice) {}

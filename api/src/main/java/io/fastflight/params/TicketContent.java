package io.fastflight.params;

import java.util.Optional;

/**
 * Holds what a ticket asks for: the params, for one slice of a partitioned service which slice, and
 * for a stream that is read on, from where.
 *
 * @param params validated by its constructor
 * @param slice the token of one slice as its service made it, or empty for the whole
 * @param resume where to go on, or empty for the beginning
 */
public record TicketContent(
    DataParams params, Optional<String> slice, Optional<ResumePoint> resume) {}

package io.fastflight.client.pool;

import java.time.Duration;

/**
 * Says how a pool stood at one moment.
 *
 * @param maxStreams how many streams may be leased
 * @param leased how many are
 * @param waiting how many callers wait for one
 * @param oldest how long the oldest lease has been held; zero without one
 */
public record PoolStatistics(int maxStreams, int leased, int waiting, Duration oldest) {}

package io.fastflight.engine;

import io.fastflight.policy.CallLimit;
import io.fastflight.policy.CallLimits;
import io.fastflight.service.Identity;
import io.fastflight.service.RegisteredService;
import io.fastflight.service.ServiceLimits;
import java.time.Duration;
import java.util.List;

/**
 * What bounds one request: its service, its caller's limits, the engine's memory.
 *
 * @param limits of the caller for the service
 * @param all among which these are
 * @param stream how many rows and bytes the stream may have, and how long it may take
 * @param maxMemoryBytes what the request may hold
 * @param memoryBound what says so, for messages
 * @param retryDelay after which one that found no memory should try again
 */
record Bounds(
    List<CallLimit> limits,
    CallLimits all,
    ServiceLimits stream,
    long maxMemoryBytes,
    String memoryBound,
    Duration retryDelay) {

  /** Returns the smallest of each. */
  static Bounds of(
      RegisteredService<?> service, Identity caller, CallLimits all, MemoryLimits memory) {
    List<CallLimit> limits = all.of(caller, service.type().name());
    ServiceLimits stream = service.limits();
    long maxMemoryBytes = memory.maxRequestBytes();
    String memoryBound = "MemoryLimits.maxRequestBytes";
    for (CallLimit limit : limits) {
      stream = stream.and(limit.stream());
      long most = mostOfOne(limit);
      if (most < maxMemoryBytes) {
        maxMemoryBytes = most;
        memoryBound = "the limit '%s'".formatted(limit.name());
      }
    }
    return new Bounds(limits, all, stream, maxMemoryBytes, memoryBound, memory.retryDelay());
  }

  /** What all may hold together, one may not hold alone: then no other try can cure it. */
  private static long mostOfOne(CallLimit limit) {
    return Math.min(
        limit.maxMemory().orElse(Long.MAX_VALUE), limit.maxTotalMemory().orElse(Long.MAX_VALUE));
  }
}

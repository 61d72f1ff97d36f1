package io.fastflight.cli.config;

import io.fastflight.params.DataParams;
import io.fastflight.policy.column.Guard;
import io.fastflight.service.Cancellation;
import io.fastflight.service.Comparison;
import io.fastflight.service.Identity;
import io.fastflight.service.RegisteredService;
import io.fastflight.service.SelectiveService;
import io.fastflight.service.ServiceContext;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;

/** Finds by what a source itself leaves out rows that a caller does not see. */
final class LeftOut {
  private LeftOut() {}

  /** Asks a service with its example, or values made up; empty if it does not know. */
  static <P extends DataParams> List<Comparison> by(
      Guard guard, Identity caller, RegisteredService<P> asked) {
    if (!guard.hidesRows() || !(asked.service() instanceof SelectiveService<P> selective)) {
      return List.of();
    }
    try (RootAllocator allocator = new RootAllocator()) {
      return selective.leavesOutBy(
          asked.type().sample(),
          guard.wanted(caller),
          new ServiceContext(allocator, ServiceContext.DEFAULT_BATCH_ROWS, new Cancellation()));
    } catch (Exception notNow) { // such as a value made up that the service refuses
      return List.of();
    }
  }
}

package io.fastflight.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.testkit.CapturedLog;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class GrpcInternalsTest {
  /** A newer gRPC that has changed would send copies, and this is how one would notice. */
  @Test
  void theGrpcThatIsBuiltWithIsKnown() {
    assertThat(GrpcInternals.available()).isTrue();
  }

  @Test
  void aGrpcThatHasChangedIsToldInOneLineAndDoneWithout() {
    try (CapturedLog log = new CapturedLog()) {
      assertThat(GrpcInternals.find("io.grpc.internal.Renamed")).isNull();
      assertThat(log.text().lines())
          .singleElement()
          .asString()
          .contains("WARN")
          .contains("This gRPC is not the one FastFlight knows (")
          .contains("io.grpc.internal.Renamed")
          .endsWith("batches are copied before they are sent, which is slower.");
    }
  }

  @Test
  void anotherStreamIsLeftToTheCopyingWay() {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    assertThat(GrpcInternals.append(target, () -> Unpooled.EMPTY_BUFFER)).isFalse();
    assertThat(target.size()).isZero();
  }
}

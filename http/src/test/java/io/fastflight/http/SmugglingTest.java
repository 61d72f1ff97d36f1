package io.fastflight.http;

import static io.fastflight.testkit.attack.SmugglingShapes.FOUND;
import static io.fastflight.testkit.attack.SmugglingShapes.GET;
import static io.fastflight.testkit.attack.SmugglingShapes.HIDDEN;
import static io.fastflight.testkit.attack.SmugglingShapes.POST;
import static io.fastflight.testkit.attack.SmugglingShapes.ROWS;
import static io.fastflight.testkit.attack.SmugglingShapes.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.testkit.attack.SmugglingShapes.Clear;
import io.fastflight.testkit.attack.SmugglingShapes.Shape;
import io.fastflight.testkit.http.RawHttp;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link io.fastflight.testkit.attack.SmugglingShapes}, at the door that stands alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {
  private static final String UPGRADE =
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n";

  private TestDoor door;

  @BeforeAll
  void open(BufferAllocator allocator) {
    door = new TestDoor(allocator);
  }

  @AfterAll
  void close() {
    door.close();
  }

  @ParameterizedTest
  @MethodSource("io.fastflight.testkit.attack.SmugglingShapes#ambiguous")
  void ambiguousRequestIsRefusedAndNothingBehindItIsRead(Shape shape) throws Exception {
    String answers = answersTo(shape.bytes());
    assertThat(statuses(answers)).hasSize(1).allMatch(status -> status.equals("400"));
    assertThat(answers).doesNotContain(FOUND);
    assertServesOn();
  }

  @ParameterizedTest
  @MethodSource("io.fastflight.testkit.attack.SmugglingShapes#clear")
  void requestWithOneEndIsAnsweredOnceAndTheNextIsRead(Clear clear) throws Exception {
    String answers = answersTo(clear.shape().bytes());
    assertThat(statuses(answers)).as(answers).containsExactly(clear.status(), "200");
    assertThat(answers).doesNotContain(FOUND);
  }

  @ParameterizedTest
  @MethodSource("upgrades")
  void whatFollowsAnUpgradeIsNoRequestOfHttp1(String bytes) throws Exception {
    try (RawHttp http = new RawHttp(door.server.port())) {
      http.send(bytes);
      assertThat(http.head()).startsWith("HTTP/1.1 101 Switching Protocols");
      http.socket().shutdownOutput();
      assertThat(http.rest()).doesNotContain("HTTP/1.1").doesNotContain(FOUND);
    }
    assertServesOn();
  }

  static Stream<String> upgrades() {
    return Stream.of(
        GET + UPGRADE + HIDDEN,
        POST + "Content-Length: %d\r\n".formatted(HIDDEN.length()) + UPGRADE + HIDDEN);
  }

  @ParameterizedTest
  @MethodSource("behind")
  void whatIsNoRequestBehindOneIsRefused(String bytes) throws Exception {
    assertThat(statuses(answersTo(POST + "Content-Length: 28\r\n\r\n" + ROWS + bytes)))
        .containsExactly("200", "400");
    assertServesOn();
  }

  static Stream<String> behind() {
    return Stream.of("garbage\r\n\r\n", "\0\0\0\0\r\n\r\n", "0\r\n\r\n");
  }

  /** Reads all that comes until the server closes the connection. */
  private String answersTo(String bytes) throws IOException {
    try (RawHttp http = new RawHttp(door.server.port())) {
      return http.send(bytes).rest();
    }
  }

  private void assertServesOn() throws Exception {
    assertThat(door.open(ROWS).body().readAllBytes()).isNotEmpty();
  }
}

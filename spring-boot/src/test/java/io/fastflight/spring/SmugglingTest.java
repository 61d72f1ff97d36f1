package io.fastflight.spring;

import static io.fastflight.testkit.attack.SmugglingShapes.FOUND;
import static io.fastflight.testkit.attack.SmugglingShapes.GET;
import static io.fastflight.testkit.attack.SmugglingShapes.ROWS;
import static io.fastflight.testkit.attack.SmugglingShapes.statuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.testkit.attack.SmugglingShapes;
import io.fastflight.testkit.attack.SmugglingShapes.Clear;
import io.fastflight.testkit.attack.SmugglingShapes.Shape;
import io.fastflight.testkit.http.RawHttp;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@link io.fastflight.testkit.attack.SmugglingShapes} at Tomcat, whose task they are: what it
 * makes of them, and that no servlet of ours undoes it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {
  /**
   * Shapes that have one end for Tomcat, as RFC 9112 (2.2) and RFC 9110 (7.8) let it: a bare LF
   * ends a line, and an upgrade to what it does not speak is none.
   */
  private static final Set<String> READ_AS_TWO =
      Set.of("bare LFs in a request", "upgrade to another protocol");

  private TestApp app;

  @BeforeAll
  void start(BufferAllocator allocator) {
    app = new TestApp(allocator);
  }

  @AfterAll
  void stop() {
    app.close();
  }

  static Stream<Shape> ambiguous() {
    return SmugglingShapes.ambiguous().filter(shape -> !READ_AS_TWO.contains(shape.name()));
  }

  @ParameterizedTest
  @MethodSource("ambiguous")
  void nothingBehindAnAmbiguousRequestIsRead(Shape shape) throws Exception {
    String answers = answersTo(shape.bytes());
    assertThat(statuses(answers)).as(answers).hasSizeLessThanOrEqualTo(1).doesNotContain("200");
    assertThat(answers).doesNotContain(FOUND);
    assertThat(app.post(ROWS).statusCode()).isEqualTo(200);
  }

  static Stream<Shape> readAsTwo() {
    return SmugglingShapes.ambiguous().filter(shape -> READ_AS_TWO.contains(shape.name()));
  }

  @ParameterizedTest
  @MethodSource("readAsTwo")
  void requestThatTomcatIsSureOfIsAnsweredOnceAndSoIsTheNext(Shape shape) throws Exception {
    String answers = answersTo(shape.bytes() + GET + "Connection: close\r\n\r\n");
    assertThat(statuses(answers)).as(answers).containsExactly("200", "200", "200");
  }

  /** The next is refused where Tomcat refuses the first, or loses its place: see the how-to. */
  @ParameterizedTest
  @MethodSource("io.fastflight.testkit.attack.SmugglingShapes#clear")
  void requestWithOneEndIsAnsweredOnce(Clear clear) throws Exception {
    String answers = answersTo(clear.shape().bytes());
    List<String> statuses = statuses(answers);
    assertThat(statuses).as(answers).hasSizeBetween(1, 2).last().isIn("200", "400");
    assertThat(statuses.get(0)).isIn(clear.status(), "400");
    assertThat(statuses.get(0).equals("200")).isEqualTo(clear.status().equals("200"));
    assertThat(answers).doesNotContain(FOUND);
  }

  /** Reads all that comes until the server closes the connection. */
  private String answersTo(String bytes) throws IOException {
    try (RawHttp http = app.raw()) {
      return http.send(bytes).rest();
    }
  }
}

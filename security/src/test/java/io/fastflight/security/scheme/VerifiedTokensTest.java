package io.fastflight.security.scheme;

import static org.assertj.core.api.Assertions.assertThat;

import io.fastflight.service.Identity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Identity ADA = new Identity("ada", Set.of("reader"), Map.of());

  private final Hand hand = new Hand();
  private final VerifiedTokens tokens = new VerifiedTokens(hand);

  /** A clock that we advance. */
  private static final class Hand extends Clock {
    private Instant now = NOW;

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void aTokenIsKnownForHalfAMinuteAndNoOther() {
    tokens.remember("a.b.c", ADA, NOW.plusSeconds(600));
    assertThat(tokens.known("a.b.c")).contains(ADA);
    assertThat(tokens.known("a.b.d")).isEmpty();
    hand.advance(Duration.ofMillis(29_999));
    assertThat(tokens.known("a.b.c")).contains(ADA);
    hand.advance(Duration.ofMillis(1));
    assertThat(tokens.known("a.b.c")).isEmpty();
  }

  @Test
  void noTokenIsKnownBeyondItsEnd() {
    tokens.remember("a.b.c", ADA, NOW.plusSeconds(2));
    hand.advance(Duration.ofMillis(1_999));
    assertThat(tokens.known("a.b.c")).contains(ADA);
    hand.advance(Duration.ofMillis(1));
    assertThat(tokens.known("a.b.c")).isEmpty();
  }

  @Test
  void whoShowsManyTokensMakesTheFirstForgotten() {
    for (int i = 0; i <= 10_000; i++) {
      tokens.remember("token " + i, ADA, NOW.plusSeconds(600));
    }
    assertThat(tokens.known("token 0")).isEmpty();
    assertThat(tokens.known("token 1")).contains(ADA);
    assertThat(tokens.known("token 10000")).contains(ADA);
  }
}

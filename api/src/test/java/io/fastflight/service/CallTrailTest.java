package io.fastflight.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.ErrorCode;
import io.fastflight.error.InvalidParamsException;
import io.fastflight.error.ServerUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call is told of once, as it was known at its end, under an id that can be none but an id. */
class CallTrailTest {
  private final List<CallRecord> calls = new ArrayList<>();

  private CallTrail trail() {
    return CallTrail.begin(CallOrigin.LOCAL, "DoGet", "my-call", calls::add);
  }

  @Test
  void theFirstEndIsTold() {
    CallTrail trail = trail();
    trail.end(Optional.of(ErrorCode.NOT_FOUND));
    trail.end(Optional.empty());
    assertThat(calls).hasSize(1);
    assertThat(calls.get(0).failure()).hasValue(ErrorCode.NOT_FOUND);
    assertThat(calls.get(0).id()).isEqualTo("my-call");
    assertThat(calls.get(0).caller()).isEqualTo(Identity.ANONYMOUS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "1a", "a\n", "a;drop", "ä"})
  void whatCanBeNoNameOfAServiceIsNotKept(String text) {
    CallTrail trail = trail();
    trail.asksFor(text);
    trail.asksFor("a".repeat(129));
    trail.end(Optional.empty());
    assertThat(calls.get(0).asked().name()).isEmpty();
  }

  @Test
  void whatIsLearntLaterDoesNotForgetWhatWasKnown() {
    CallTrail trail = trail();
    trail.asksFor("old.name");
    trail.servedBy("test.rows");
    trail.end(Optional.empty());
    assertThat(calls.get(0).asked().name()).hasValue("old.name");
    assertThat(calls.get(0).service()).hasValue("test.rows");
    assertThat(calls.get(0).asked().method()).isEqualTo("DoGet");
  }

  @Test
  void idsDiffer() {
    assertThat(CallId.next()).matches("[0-9a-f]{32}").isNotEqualTo(CallId.next());
    assertThat(CallId.require("a.B_c:1-2")).isEqualTo("a.B_c:1-2");
  }

  @Test
  void anIdOfOthersIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> CallId.require("a b\nsecret"))
        .isInstanceOf(InvalidParamsException.class)
        .hasMessage(
            "The id of a call (fastflight-call-id) must be 1..64 letters, digits and . _ : - in ASCII, and had 10 characters. Send another, or none: then the server makes one.");
    assertThat(CallId.isValid("x".repeat(64))).isTrue();
    assertThat(CallId.isValid("x".repeat(65))).isFalse();
    assertThat(CallId.isValid("")).isFalse();
  }

  @Test
  void twoListenersAreBothAskedAndBothTold() {
    CallListener full =
        new CallListener() {
          @Override
          public void ended(CallRecord call) {
            throw new IllegalStateException("full");
          }

          @Override
          public void requireReady() {
            throw new ServerUnavailableException("Full.");
          }
        };
    CallListener both = CallListener.NONE.andThen(full).andThen(calls::add);
    assertThatThrownBy(both::requireReady).isInstanceOf(ServerUnavailableException.class);
    CallTrail.begin(CallOrigin.LOCAL, "DoGet", "a", both).end(Optional.empty());
    assertThat(calls).hasSize(1);
    CallListener.NONE.andThen(calls::add).requireReady();
  }
}

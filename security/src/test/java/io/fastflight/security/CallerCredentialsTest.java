package io.fastflight.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fastflight.error.UnauthenticatedException;
import io.fastflight.service.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerCredentialsTest {
  private static String basic(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer abc", "bearer abc", "BEARER   abc ", " Bearer abc"})
  void aTokenIsRead(String header) {
    assertThat(CallerCredentials.read(List.of(header), List.of(), null, chain -> true))
        .contains(new Credential.Token(Secret.of("abc")));
  }

  @Test
  void anApiKeyHasAHeaderOfItsOwn() {
    assertThat(CallerCredentials.read(List.of(), List.of("abc"), null, chain -> true))
        .contains(new Credential.Token(Secret.of("abc")));
  }

  @Test
  void aPasswordMayHaveColonsAndAnyLetters() {
    assertThat(CallerCredentials.read(List.of(basic("ada:pa:ß 密")), List.of(), null, chain -> true))
        .contains(new Credential.Password("ada", Secret.of("pa:ß 密")));
  }

  @Test
  void noneIsNone() {
    assertThat(CallerCredentials.read(List.of(), List.of(), null, chain -> true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "abc",
        "Digest abc",
        "Basic !!!",
        "Basic /w==",
        "Basic Og=="
      })
  void whatCannotBeReadIsRefusedWithoutQuotingIt(String header) {
    assertThatThrownBy(
            () -> CallerCredentials.read(List.of(header), List.of(), null, chain -> true))
        .isInstanceOf(UnauthenticatedException.class)
        .hasMessage(
            "The header authorization cannot be read. It must be 'Bearer TOKEN', or 'Basic' with user:password in base64.");
  }

  @Test
  void twoCredentialsAreRefused() {
    assertThatThrownBy(
            () ->
                CallerCredentials.read(
                    List.of("Bearer a", "Bearer b"), List.of(), null, chain -> true))
        .isInstanceOf(UnauthenticatedException.class)
        .hasMessageStartingWith("The call has several credentials.");
    assertThatThrownBy(
            () -> CallerCredentials.read(List.of("Bearer a"), List.of("b"), null, chain -> true))
        .isInstanceOf(UnauthenticatedException.class);
  }

  @Test
  void aHugeOneIsRefused() {
    String huge = "Bearer " + "a".repeat(20_000);
    assertThatThrownBy(() -> CallerCredentials.read(List.of(huge), List.of(), null, chain -> true))
        .isInstanceOf(UnauthenticatedException.class)
        .hasMessage("The credential has more than 16384 characters.");
  }

  @Test
  void nothingOfACredentialIsPrinted() {
    assertThat(new Credential.Token(Secret.of("hush")).toString()).doesNotContain("hush");
    assertThat(new Credential.Password("ada", Secret.of("hush")).toString()).doesNotContain("hush");
  }
}

package io.fastflight.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
  @Test
  void itPrintsAsStars() {
    assertThat("key=" + Secret.of("open sesame")).isEqualTo("key=***");
    assertThat(String.format("%s", Secret.of("open sesame"))).isEqualTo("***");
  }

  @Test
  void onlyWhoAsksForTheTextGetsIt() {
    assertThat(Secret.of("open sesame").reveal()).isEqualTo("open sesame");
  }

  @Test
  void equalTextsAreEqualAndTheHashTellsNothing() {
    assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).isNotEqualTo(Secret.of("b"));
    assertThat(Secret.of("a")).hasSameHashCodeAs(Secret.of("b"));
  }
}

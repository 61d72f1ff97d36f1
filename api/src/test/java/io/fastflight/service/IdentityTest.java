package io.fastflight.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who calls is a name that cannot be changed afterwards. */
class IdentityTest {
  @Test
  void aBlankNameIsRefused() {
    assertThatThrownBy(() -> new Identity(" ", Set.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name");
  }

  @Test
  void claimsAreTakenAsTheyAre() {
    Map<String, Object> claims = new HashMap<>(Map.of("region", "EU"));
    Identity ada = new Identity("ada", Set.of("analyst"), claims);
    claims.put("region", "US");
    assertThat(ada.claims()).containsExactly(Map.entry("region", "EU"));
    assertThat(ada.isAnonymous()).isFalse();
    assertThat(Identity.ANONYMOUS.isAnonymous()).isTrue();
  }
}
